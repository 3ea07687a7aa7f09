import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { lineOf } from './log-line.ts';
import { renderJson, renderLine } from './render-line.ts';

const document = {
  '@timestamp': '2026-12-24T18:00:00.123Z',
  message: 'It failed.',
  log: { level: 'error' },
  ecs: { version: '8.11' },
  event: { id: 'w-7', sequence: 7 },
  service: { name: 'fungap' },
  http: { request: { id: 'r-1' } },
  labels: { writer: 'w', worker: '3', room: 'lobby' },
  error: { message: 'connect ECONNREFUSED', stack_trace: 'Error: connect ECONNREFUSED\n    at one\n    at another' },
};

it('shows when, how urgent, who, what, in which circumstances, and the stack below', () => {
  expect(renderLine(lineOf('w-7', document, true), false)).toBe(
    [
      '2026-12-24T18:00:00.123Z  error  3  It failed.  connect ECONNREFUSED  http.request.id=r-1  room=lobby  (waits in the spool)',
      '    Error: connect ECONNREFUSED',
      '        at one',
      '        at another',
    ].join('\n'),
  );
});

it('shows a line with nothing in it, and names the service where no worker is named', () => {
  expect(renderLine(lineOf('x', {}, false), false)).toBe('no time         ');
  expect(renderLine(lineOf('x', { service: { name: 'shop' }, message: 'Hello.' }, false), false)).toBe(
    'no time         shop  Hello.',
  );
});

it('paints for a terminal, and nothing but that', () => {
  const line = lineOf('w-7', document, true);
  const painted = renderLine(line, true);
  expect(painted).toContain('\u001b[31merror\u001b[0m');
  expect(stripVTControlCharacters(painted)).toBe(renderLine(line, false));
});

it('lets no line act on the terminal, whatever somebody has written into it', () => {
  const hostile = '\u001b]0;gone\u0007\u001b[2J\u009b31m\u202egnp.exe\u2028';
  const line = lineOf(
    'x',
    {
      message: hostile,
      [`labels.${hostile}`]: hostile,
      error: { message: hostile, stack_trace: `${hostile}\n\t\u001b[2J` },
    },
    false,
  );
  for (const text of [renderLine(line, false).replaceAll('\n', ''), renderJson(line)]) {
    expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    expect(text).toContain('\\u001b[2J');
  }
  expect(JSON.parse(renderJson(line))).toEqual(line.document);
});
