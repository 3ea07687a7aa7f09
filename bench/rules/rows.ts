import { besideOf, comparisonOf, median, type Row, rowOf } from '../benchmark.ts';
import type { Measured } from './measure.ts';
import type { PanelTiming, Run } from './time-panels.ts';

/** What a panel may take over a day at the largest size, by the clock and on processors. Milliseconds. */
const panelGoalMs = 500;

/** What the evaluation of a group may take of its interval. Percent. */
const groupGoalPercent = 10;

/** What others do on the machine is in times by the clock. */
const clockReason = 'Prometheus and whatever else the machine does share two cores';

/** What is not recorded of all instances together. */
const workReason = 'it reads series of every instance over the whole day';

const took = (runs: readonly Run[]): number[] => runs.map((run) => run.took);
const worked = (runs: readonly Run[]): number[] => runs.map((run) => run.worked);

/** Names of the dashboards, in the order in which they were asked. */
export const dashboardsOf = ({ panels }: Measured): string[] => [...new Set(panels.map(({ dashboard }) => dashboard))];

/** Milliseconds on processors that the queries of a dashboard take together. */
export const workOf = (panels: readonly PanelTiming[], name: string): number =>
  panels.filter(({ dashboard }) => dashboard === name).reduce((sum, { runs }) => sum + median(worked(runs)), 0);

const nameOf = ({ size, series }: Measured): string =>
  `${size.instances} instances, ${size.mysqlServers} MySQL servers, ${series} series`;

/** What there is to ask. */
export const historyRows = (measured: Measured): Row[] => [
  rowOf({ case: nameOf(measured), measure: 'a day made', unit: 's' }, [measured.makeSeconds]),
  rowOf({ case: nameOf(measured), measure: 'samples, in thousands', unit: 'count' }, [measured.samples / 1000]),
  rowOf({ case: nameOf(measured), measure: 'size on disk', unit: 'MiB' }, [measured.mebibytes]),
];

/** How long panels take in one way: how it is measured, and why it may be more than the goal. */
const ways = [
  { measure: 'a day', timesOf: took, reason: clockReason },
  { measure: 'a day, on processors', timesOf: worked, reason: workReason },
] as const;

/** The slowest panel, and all that take longer than they may. */
const slowRows = (
  { panels, size }: Measured,
  { measure, timesOf, reason }: (typeof ways)[number],
  goals: boolean,
): Row[] => {
  const of = `${size.instances} instances`;
  const sorted = [...panels].sort((a, b) => median(timesOf(b.runs)) - median(timesOf(a.runs)));
  const slow = sorted.filter(({ runs }) => median(timesOf(runs)) > panelGoalMs);
  const [slowest] = sorted;
  const shown = slow.length > 0 ? slow : slowest ? [slowest] : [];
  return [
    ...shown.map(({ dashboard, panel, runs }) =>
      rowOf(
        {
          case: `${runs === slowest?.runs ? 'slowest' : 'slow'} panel (${dashboard}: ${panel}), ${of}`,
          measure,
          unit: 'ms',
          reason,
        },
        timesOf(runs),
        ...(goals ? [panelGoalMs] : []),
      ),
    ),
    rowOf(
      {
        case: `panels that take more than ${panelGoalMs} ms, of ${panels.length}, ${of}`,
        measure,
        unit: 'count',
        reason,
      },
      [slow.length],
      ...(goals ? [0] : []),
    ),
  ];
};

/**
 * How long the panels take, and at the largest size those that read recorded series beside what they would ask otherwise.
 * @param isLargest whether the goals are for this size
 */
export const panelRows = (measured: Measured, isLargest: boolean): Row[] => {
  const { panels, size } = measured;
  const of = `${size.instances} instances`;
  return [
    ...dashboardsOf(measured).map((name) =>
      rowOf({ case: `${name}: ${of}`, measure: 'all queries of a day, on processors', unit: 'ms' }, [
        workOf(panels, name),
      ]),
    ),
    ...ways.flatMap((way) => slowRows(measured, way, isLargest)),
    ...panels
      .filter(({ naiveRuns }) => isLargest && naiveRuns.length > 0)
      .map(({ dashboard, panel, runs, naiveRuns }) =>
        comparisonOf(
          {
            case: `${dashboard}: ${panel}, ${of}; peer: without recording rules`,
            measure: 'a day, on processors',
            unit: 'ms',
          },
          { ours: worked(runs), peer: worked(naiveRuns) },
        ),
      ),
  ];
};

/** What the evaluation of each group takes of its interval. */
export const groupRows = ({ groups, intervals, size }: Measured): Row[] =>
  groups.map(({ name, runs, naiveRuns }) => {
    const interval = (intervals.get(name) ?? Number.NaN) * 1000;
    const percent = (times: readonly number[]) => times.map((ms) => (ms / interval) * 100);
    const of = {
      case: `group ${name}, ${size.instances} instances`,
      measure: 'of its interval',
      unit: '%',
      reason: clockReason,
    } as const;
    if (naiveRuns.length === 0) return rowOf(of, percent(runs), groupGoalPercent);
    const beside = { ...of, case: `${of.case}; peer: without recording rules` };
    return besideOf(beside, { ours: percent(runs), peer: percent(naiveRuns) }, groupGoalPercent);
  });
