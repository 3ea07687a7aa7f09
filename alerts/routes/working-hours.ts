import type { Config } from '../../config/load-config.ts';

type WorkingHours = NonNullable<Config['workingHours']>;

const working = 'working-hours';
const holidays = 'holidays';

const dayOf = (date: string, location: string) => {
  const [year = '', month, day] = date.split('-');
  return { years: [year], months: [String(Number(month))], days_of_month: [String(Number(day))], location };
};

/** The hours in which tickets are told, and the days on which they are not, by their names. */
export const timeIntervals = ({ timeZone, days, from, to, holidays: free }: WorkingHours) => [
  {
    name: working,
    time_intervals: [{ times: [{ start_time: from, end_time: to }], weekdays: [...days], location: timeZone }],
  },
  ...(free.length > 0 ? [{ name: holidays, time_intervals: free.map((date) => dayOf(date, timeZone)) }] : []),
];

/** What a route says that tells in working hours only. */
export const inWorkingHours = ({ holidays: free }: WorkingHours) => ({
  active_time_intervals: [working],
  ...(free.length > 0 && { mute_time_intervals: [holidays] }),
});
