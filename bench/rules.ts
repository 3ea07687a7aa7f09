import type { Benchmark } from './benchmark.ts';
import type { FleetSize } from './rules/fleet.ts';
import { growthRows } from './rules/growth.ts';
import { type Measured, measure } from './rules/measure.ts';
import { groupRows, historyRows, panelRows } from './rules/rows.ts';

/** Instances of the chat and servers of MySQL, from small to large. */
const sizes = [
  { instances: 25, mysqlServers: 6 },
  { instances: 50, mysqlServers: 12 },
  { instances: 100, mysqlServers: 25 },
] as const;

const partOf = ({ instances }: FleetSize): string => String(instances);

/** Whether dashboards and rules stay quick where there is much to watch. */
export const rules: Benchmark = {
  name: 'rules',
  question:
    'How long do the queries of the dashboards take over a day of samples every 15 s, and the groups of rules, beside the same without recording rules, and how does that grow with the instances? What the machine does besides is not in times on processors; a panel is given up at the first question that has no answer within 30 s.',
  parts: sizes.map(partOf),
  async run(say, only) {
    const measured: Measured[] = [];
    for (const size of sizes.filter((one) => only === undefined || partOf(one) === only)) {
      measured.push(await measure(size, size === sizes[0], say));
    }
    const [smallest, largest] = [measured[0], measured.at(-1)];
    if (!smallest || !largest) return [];
    return [
      ...measured.flatMap(historyRows),
      ...measured.flatMap((one) => panelRows(one, one.size === sizes.at(-1))),
      ...measured.flatMap(groupRows),
      ...(smallest === largest ? [] : growthRows(smallest, largest)),
    ];
  },
};
