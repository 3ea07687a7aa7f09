import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { ConfigInput } from '../../config/schema.ts';
import { listeners, openAlertOffice, passOn } from '../../test/support/alert-office.ts';

const patience = { timeout: 40_000, interval: 50 };
const { pages, data } = listeners;

const dayOf = (zone: string, at: Date) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
const hourOf = (zone: string, at: Date) =>
  Number(new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at));
const weekdayOf = (zone: string, at: Date) =>
  new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'long' }).format(at).toLowerCase();

type WorkingHours = NonNullable<ConfigInput['workingHours']>;
type Day = NonNullable<WorkingHours['days']>[number];
const week: Day[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A place where it is neither night nor the time of Greenwich, so that hours around now are of one day, and others there. */
const placeNow = (now: Date) => {
  const zones = ['Asia/Seoul', 'America/New_York', 'Pacific/Honolulu'];
  const timeZone = zones.find((zone) => hourOf(zone, now) >= 3 && hourOf(zone, now) <= 20) ?? 'Asia/Seoul';
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  const hour = hourOf(timeZone, now);
  return {
    timeZone,
    around: { from: clock(hour - 1), to: clock(hour + 3) },
    later: { from: clock(hour + 2), to: clock(hour + 3) },
    weekday: weekdayOf(timeZone, now),
    day: dayOf(timeZone, now),
  };
};

const now = placeNow(new Date());
const open: WorkingHours = { timeZone: now.timeZone, days: week, ...now.around };

it('tells tickets in working hours, by the clock of the place', async () => {
  const office = await openAlertOffice({ workingHours: open });
  try {
    await passOn(
      office,
      'open',
      [{ alertname: 'PoolWait', job: 'chat' }, ['everything']],
      [{ alertname: 'TableNearCap', job: 'exporter', table: 'chatlogs' }, data],
      [{ alertname: 'SocketDrop', job: 'chat' }, pages],
    );
  } finally {
    await office.close();
  }
});

it.each([
  ['at another hour', { ...open, ...now.later }, 'working-hours', /route is not within active time/],
  [
    'on another day',
    { ...open, days: week.filter((day) => day !== now.weekday) },
    'working-hours',
    /route is not within active time/,
  ],
  ['on a holiday', { ...open, holidays: [now.day] }, 'holidays', /route is within mute time/],
])('lets tickets wait %s, and tells pages', async (_, workingHours, by, said) => {
  const office = await openAlertOffice({ workingHours });
  try {
    const ticket = { alertname: 'PoolWait', job: 'chat' };
    await office.post('closed', ticket);
    await vi.waitFor(async () => {
      const log = await readFile(join(office.alertmanager.folder, 'server.log'), 'utf8');
      expect(log).toMatch(said);
    }, patience);
    await passOn(
      office,
      'closed',
      [{ alertname: 'SocketDrop', job: 'chat' }, pages],
      [{ alertname: 'Watchdog' }, ['everything', 'programs']],
    );
    expect(office.told('closed', ticket)).toEqual([]);
    // Alertmanager 0.25 does not list what waits for its hour.
    const [listed] = (await office.list('closed')).filter(({ labels }) => labels.alertname === 'PoolWait');
    expect(listed?.status.mutedBy ?? [by]).toEqual([by]);
  } finally {
    await office.close();
  }
});
