import { expect, it } from 'vitest';
import { renderNotification } from './line.ts';
import type { Notification } from './notification.ts';

const notification: Notification = {
  receivedAt: '2026-01-02T03:04:05.678Z',
  groupLabels: {},
  status: 'firing',
  alertname: 'TableNearCap',
  severity: 'ticket',
  summary: 'chatlogs is\nnearly \u001b[2Jfull',
  labels: { table: 'chatlogs', instance: 'db:3306', alertname: 'TableNearCap', severity: 'ticket', environment: 'lab' },
  annotations: { runbook_url: 'http://127.0.0.1:19099/runbooks/TableNearCap.md' },
  startsAt: '',
  endsAt: '',
};
const usual = { environment: 'lab' };

it('prints one line with what it is about and where to read on, and nothing that steers the terminal', () => {
  expect(renderNotification(notification, { colour: false, usual })).toBe(
    'FIRING   TableNearCap (ticket) chatlogs is nearly  [2Jfull [instance=db:3306 table=chatlogs] http://127.0.0.1:19099/runbooks/TableNearCap.md',
  );
});

it('tells of a thing that has a label in common with the lab, but another value', () => {
  const labels = { service_name: 'web', environment: 'lab' };
  expect(
    renderNotification({ ...notification, labels }, { colour: false, usual: { ...usual, watched_service: 'fungap' } }),
  ).toContain(' [service_name=web] ');
});

it('names no address that is not of the web', () => {
  const annotations = { runbook_url: 'javascript:alert(1)' };
  expect(renderNotification({ ...notification, annotations }, { colour: false, usual })).not.toContain('javascript');
});

it('colours the status on a terminal, and has nothing to read when all is well again', () => {
  expect(renderNotification({ ...notification, status: 'resolved', summary: '' }, { colour: true, usual })).toBe(
    '\u001b[32mRESOLVED\u001b[39m TableNearCap (ticket) [instance=db:3306 table=chatlogs]',
  );
});
