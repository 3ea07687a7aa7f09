import { besideOf, comparisonOf, median, type Row, rowOf } from '../benchmark.ts';
import type { Measured } from './measure.ts';
import type { PanelTiming, Run } from './time-panels.ts';

/** What a panel may take over a day at the largest size. Milliseconds by the clock. */
const panelGoalMs = 500;

/** What the evaluation of a group may take of its interval. Percent. */
const groupGoalPercent = 10;

/** Why panels are slow, on processors too. */
const panelReason =
  'quantiles are taken from the buckets of every instance over the whole day, and nothing records them';

/** What others do on the machine is in times by the clock. */
const groupReason = 'Prometheus and whatever else the machine does share two cores';

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

/** How long the panels take, the slowest of all, and those that read recorded series beside what they would ask otherwise. */
export const panelRows = (measured: Measured, isLargest: boolean): Row[] => {
  const { panels, size } = measured;
  const of = `${size.instances} instances`;
  const [slowest] = [...panels].sort((a, b) => median(took(b.runs)) - median(took(a.runs)));
  const slow = panels.filter(({ runs }) => median(took(runs)) > panelGoalMs).length;
  return [
    ...dashboardsOf(measured).map((name) =>
      rowOf({ case: `${name}: ${of}`, measure: 'all queries of a day, on processors', unit: 'ms' }, [
        workOf(panels, name),
      ]),
    ),
    ...(slowest
      ? [
          rowOf(
            {
              case: `slowest panel (${slowest.dashboard}: ${slowest.panel}), ${of}`,
              measure: 'a day',
              unit: 'ms',
              reason: panelReason,
            },
            took(slowest.runs),
            ...(isLargest ? [panelGoalMs] : []),
          ),
          rowOf(
            {
              case: `slowest panel (${slowest.dashboard}: ${slowest.panel}), ${of}`,
              measure: 'a day, on processors',
              unit: 'ms',
            },
            worked(slowest.runs),
          ),
        ]
      : []),
    rowOf(
      {
        case: `panels that take more than ${panelGoalMs} ms, of ${panels.length}, ${of}`,
        measure: 'a day',
        unit: 'count',
        reason: panelReason,
      },
      [slow],
      ...(isLargest ? [0] : []),
    ),
    ...panels
      .filter(({ naiveRuns }) => naiveRuns.length > 0)
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
      reason: groupReason,
    } as const;
    if (naiveRuns.length === 0) return rowOf(of, percent(runs), groupGoalPercent);
    const beside = { ...of, case: `${of.case}; peer: without recording rules` };
    return besideOf(beside, { ours: percent(runs), peer: percent(naiveRuns) }, groupGoalPercent);
  });
