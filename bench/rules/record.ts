import { load } from 'js-yaml';
import { z } from 'zod';
import { pointsOf } from './ask.ts';
import { stepMs } from './history.ts';
import { remoteWrite } from './remote-write.ts';

const file = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      interval: z.string().optional(),
      rules: z.array(
        z.looseObject({
          record: z.string().optional(),
          alert: z.string().optional(),
          expr: z.coerce.string(),
          labels: z.record(z.string(), z.string()).default({}),
        }),
      ),
    }),
  ),
});

/** A group of rules as it stands in a file. */
export type WrittenGroup = z.output<typeof file>['groups'][number];

/** The groups of a file of rules. */
export const groupsIn = (text: string): readonly WrittenGroup[] => file.parse(load(text)).groups;

/**
 * Records what rules would have recorded from one moment on and before another, one after the other, as some read what
 * others record. Unix time in milliseconds.
 * @returns how many samples
 */
export const recordWindow = async (
  url: string,
  groups: readonly WrittenGroup[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number> => {
  const span = { from: from / 1000, to: (to - stepMs) / 1000, step: stepMs / 1000 };
  let written = 0;
  for (const { record, expr, labels } of groups.flatMap(({ rules }) => rules)) {
    if (record === undefined) continue;
    const series = (await pointsOf(url, expr, span)).map(({ metric, values }) => {
      const { __name__: _, ...own } = metric;
      written += values.length;
      return {
        labels: Object.entries({ ...own, ...labels, __name__: record }).sort(([a], [b]) => (a < b ? -1 : 1)),
        times: values.map(([time]) => time * 1000),
        values: values.map(([, value]) => value),
      };
    });
    if (series.length > 0) await remoteWrite(url, series);
  }
  return written;
};
