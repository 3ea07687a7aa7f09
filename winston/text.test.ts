import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTextCleaner } from './text.ts';

const { line: cleanLine, lines: cleanLines, json } = createTextCleaner();

it.each([
  ['one\r\ntwo', 'one\\r\\ntwo'],
  ['bell\u0007 and nul\0', 'bell\\u0007 and nul\\u0000'],
  ['sep\u2028arator\u0085', 'sep\\u2028arator\\u0085'],
  ['안녕 😀', '안녕 😀'],
])('writes %j as one line', (text, line) => {
  expect(cleanLine(text)).toBe(line);
});

it.each([
  ['Authorization: Bearer abc.def,ghi rest', 'Authorization: Bearer [redacted] rest'],
  ['got eyJhbGciOiJI.eyJzdWIi.c2ln back', 'got [redacted] back'],
  ['/x?token=s3cret&room=I', '/x?token=[redacted]&room=I'],
  ['{"password":"hunter2","a":1}', '{"password":[redacted],"a":1}'],
  [
    'refresh_token=abc accessToken: "def" DB_PASSWORD=ghi',
    'refresh_token=[redacted] accessToken: [redacted] DB_PASSWORD=[redacted]',
  ],
  ['Authorization: Basic dXNlcjpwYXNz rest', 'Authorization: [redacted] rest'],
  [
    'no answer from http://elastic:changeme@127.0.0.1:9200/_bulk',
    'no answer from http://[redacted]@127.0.0.1:9200/_bulk',
  ],
  ['Cookie: a=secret1; b=secret2', 'Cookie: [redacted]'],
  ['{"cookie":"a=secret1; b=secret2"}', '{"cookie":"[redacted]"}'],
  [
    "Access denied for user 'fungap'@'127.0.0.1' (using password: YES)",
    "Access denied for user 'fungap'@'127.0.0.1' (using password: YES)",
  ],
  ['a token of thanks', 'a token of thanks'],
])('redacts %j', (text, line) => {
  expect(cleanLine(text)).toBe(line);
});

it('keeps the lines of a stack, and cuts what is too long', () => {
  expect(cleanLines('Error: a\n  at b\u001b[31m')).toBe('Error: a\n  at b\\u001b[31m');
  expect(cleanLine('x'.repeat(10_000))).toHaveLength(8_192);
});

it('leaves no half of a character where it cuts', () => {
  expect(cleanLine(`${'x'.repeat(8_191)}😀`)).toBe(`${'x'.repeat(8_191)}\ufffd`);
  expect(cleanLine('\ud83d')).toBe('\ufffd');
  expect(cleanLine('\u0000'.repeat(8_192))).toHaveLength(8_192);
});

it('takes out all that its patterns match, whatever their flags', () => {
  const clean = createTextCleaner([/\b\d{6}-\d{7}\b/, /iban \w+/iy]);
  expect(clean.line('900101-1234567 and 900101-2345678, IBAN DE02')).toBe('[redacted] and [redacted], [redacted]');
  expect(clean.lines('a 900101-1234567\nb')).toBe('a [redacted]\nb');
});

it('passes over no text that it would have to change', () => {
  const pieces = [
    'Bearer ',
    'eyJhbGciO',
    '.a.b',
    '://',
    'user@',
    'Set-Cookie',
    'api-key',
    'API_KEY',
    'passwd',
    '_pass',
    ' pass',
  ];
  const signs = ['secret', 'Token', 'authorization', ': ', '=', '"', 'value', '\u0085', '안녕', 'Ａ'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, ...signs)), (parts) => {
      const text = `${parts.join('')}x`;
      expect(json(text)).toBe(JSON.stringify(cleanLine(text)));
      // What stands behind has a text looked at in full, whatever it says.
      expect(cleanLine(`${text}\n@`)).toBe(`${cleanLine(text)}\\n@`);
    }),
    { numRuns: 2_000 },
  );
});

it('makes of any text the JSON of its line', () => {
  const unit = fc.oneof(
    fc.constantFrom('"', '\\', '\ud83d', '\u2028', '\u007f', '😀', '안', 'k'),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      expect(json(text)).toBe(JSON.stringify(cleanLine(text)));
    }),
  );
  const long = 'x'.repeat(10_000);
  expect(json(long)).toBe(JSON.stringify(cleanLine(long)));
  const { json: jsonWithout } = createTextCleaner([/ba/]);
  expect(jsonWithout('abacus')).toBe('"a[redacted]cus"');
});
