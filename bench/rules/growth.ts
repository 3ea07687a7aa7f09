import { median, type Row, rowOf } from '../benchmark.ts';
import type { Measured } from './measure.ts';
import { dashboardsOf, workOf } from './rows.ts';

/** What is reckoned ahead. */
const ahead = { instances: 200, days: 7 };

/** The power of `times` by which a cost grows when something grows by it: 1 is as fast as that. */
const powerOf = (from: number, to: number, times: number): number => Math.log(to / from) / Math.log(times);

/** How the cost of each dashboard grows with the instances, and what it comes to where there are still more. */
export const growthRows = (smallest: Measured, largest: Measured): Row[] => {
  const times = largest.size.instances / smallest.size.instances;
  const servers = (largest.size.mysqlServers / smallest.size.mysqlServers).toFixed(2);
  return dashboardsOf(largest).flatMap((name) => {
    const [small, large] = [workOf(smallest.panels, name), workOf(largest.panels, name)];
    const half = workOf(smallest.halfPanels, name);
    const factor =
      (ahead.instances / largest.size.instances) ** powerOf(small, large, times) *
      ahead.days ** powerOf(half, small, 2);
    const own = largest.panels.filter(({ dashboard }) => dashboard === name);
    const works = own.map(({ panel, runs }) => ({ panel, work: median(runs.map(({ worked }) => worked)) }));
    const [slowest] = works.sort((a, b) => b.work - a.work);
    return [
      rowOf(
        {
          case: `${name}: from ${smallest.size.instances} to ${largest.size.instances} instances`,
          measure: 'times as much work',
          unit: 'count',
          reason: `there are ${servers} times as many MySQL servers`,
        },
        [large / small],
        times,
      ),
      ...(slowest
        ? [
            rowOf(
              {
                case: `${name}: reckoned for ${ahead.instances} instances and ${ahead.days} days`,
                measure: `costliest panel (${slowest.panel}), on processors`,
                unit: 'ms',
              },
              [slowest.work * factor],
            ),
          ]
        : []),
    ];
  });
};
