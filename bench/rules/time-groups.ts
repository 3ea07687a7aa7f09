import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { WrittenGroup } from './record.ts';

/** How long the evaluations of a group of rules took. Milliseconds. */
export interface GroupTiming {
  readonly name: string;
  readonly runs: readonly number[];
  /** The same without recording rules, in the same minute; empty where it reads nothing that they record. */
  readonly naiveRuns: readonly number[];
}

const answer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        evaluationTime: z.number(),
        lastEvaluation: z.string(),
        rules: z.array(z.object({ health: z.string(), name: z.string(), lastError: z.string().optional() })),
      }),
    ),
  }),
});

/** Evaluations of each group; the first reads from the disk, and is not counted. */
const evaluations = 6;

/** How often every group is evaluated here, so that one need not wait for those of minutes. */
const often = '5s';

/** How a group is called while it is evaluated without recording rules. */
const naively = (name: string): string => `${name}, without recording rules`;

/** A group without recording rules beside its like; what its alerts store is told apart, or it would be in the way of the other's. */
const besideOf = ({ name, rules, ...group }: WrittenGroup): WrittenGroup => ({
  ...group,
  name: naively(name),
  rules: rules.map((rule) => ({ ...rule, labels: { ...rule.labels, without: 'records' } })),
});

/** The texts of files of rules whose groups are all evaluated as often, those without recording rules beside the others. */
export const filesOf = (groups: readonly WrittenGroup[], naive: readonly WrittenGroup[]): string[] =>
  [groups, naive.map(besideOf)].map((some) =>
    JSON.stringify({ groups: some.map((group) => ({ ...group, interval: often })) }),
  );

/** Nothing takes longer than this unless something is wrong. Milliseconds. */
const patienceMs = 170_000;

/**
 * Watches Prometheus evaluate the groups of rules that it has loaded, and takes the times that it tells.
 * @throws Error if a rule cannot be evaluated, or not often enough in the time for which there are samples
 */
export const timeGroups = async (url: string): Promise<GroupTiming[]> => {
  const seen = new Map<string, Map<string, number>>();
  const began = performance.now();
  while (seen.size === 0 || [...seen.values()].some(({ size }) => size < evaluations)) {
    if (performance.now() - began > patienceMs) throw new Error('Prometheus does not evaluate all groups of rules');
    await delay(500);
    const { data } = answer.parse(await (await fetch(`${url}/api/v1/rules`)).json());
    for (const { name, evaluationTime, lastEvaluation, rules } of data.groups) {
      const ill = rules.find(({ health }) => health === 'err');
      if (ill) throw new Error(`Prometheus cannot evaluate ${ill.name}: ${ill.lastError}`);
      const own = seen.get(name) ?? new Map<string, number>();
      if (!lastEvaluation.startsWith('0001-')) own.set(lastEvaluation, evaluationTime * 1000);
      seen.set(name, own);
    }
  }
  const runsOf = (name: string): number[] => [...(seen.get(name)?.values() ?? [])].slice(1);
  const names = [...seen.keys()].filter((name) => ![...seen.keys()].some((other) => name === naively(other)));
  return names.map((name) => ({ name, runs: runsOf(name), naiveRuns: runsOf(naively(name)) }));
};
