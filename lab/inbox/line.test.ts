import { expect, it } from 'vitest';
import { renderNotification } from './line.ts';

const notification = {
  receivedAt: '2026-01-02T03:04:05.678Z',
  status: 'firing',
  alertname: 'MySQLDown',
  severity: 'page',
  summary: 'MySQL does\nnot \u001b[2Janswer',
  labels: {},
  annotations: {},
  startsAt: '',
  endsAt: '',
} as const;

it('prints one line, and nothing that steers the terminal', () => {
  expect(renderNotification(notification, false)).toBe('FIRING   MySQLDown (page) MySQL does not  [2Janswer');
});

it('colours the status on a terminal', () => {
  expect(renderNotification({ ...notification, status: 'resolved', summary: '' }, true)).toBe(
    '\u001b[32mRESOLVED\u001b[39m MySQLDown (page)',
  );
});
