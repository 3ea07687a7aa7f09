import { expect, it } from 'vitest';
import { showDifference, withoutSecrets } from './show-difference.ts';

it('says what is there and what is wanted', () => {
  expect(showDifference({ path: 'a.b', found: '5s', wanted: 10 })).toBe('a.b: "5s" → 10');
  expect(showDifference({ path: 'a', found: undefined, wanted: { b: [1] } })).toBe('a: not there → {"b":[1]}');
  expect(showDifference({ path: '', found: {}, wanted: undefined })).toBe('the whole: {} → not there');
});

it('cuts long texts to where they differ', () => {
  const [before, after] = ['old', 'new'].map((word) => `${'x'.repeat(500)}${word}${'y'.repeat(500)}`);
  const line = showDifference({ path: 'text', found: before, wanted: after });
  expect(line).toMatch(/^text: …x{30}oldy+… → …x{30}newy+…$/);
  expect(line.length).toBeLessThan(220);
});

it('shows no secret', () => {
  const found = { url: 'https://me:hunter2@example.org/', headers: { Authorization: 'Bearer abc' }, list: ['//a:b@c'] };
  expect(withoutSecrets(found)).toEqual({
    url: 'https://<secret>@example.org/',
    headers: { Authorization: '<secret>' },
    list: ['//<secret>@c'],
  });
  expect(showDifference({ path: 'smtp.auth_password', found: 'hunter2', wanted: 'hunter3' })).toBe(
    'smtp.auth_password: "<secret>" → "<secret>"',
  );
  expect(withoutSecrets({ api_url_file: '/run/secrets/slack', auth_password_file: '/x' })).toEqual({
    api_url_file: '/run/secrets/slack',
    auth_password_file: '/x',
  });
});
