import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Benchmark, rowOf } from './benchmark.ts';

const root = join(import.meta.dirname, '..');
const rounds = 5;
const expressions = 500;

/** A module with many expressions over one metric, as a large set of rules would have them. */
const module = (): string => {
  const lines = Array.from(
    { length: expressions },
    (_, i) =>
      `export const e${i} = above(divide(sum(rate(select(m, { outcome: 'failed' }), minutes(5)), { by: ['room', 'job'] }), sum(rate(select(m), minutes(${i + 1})), { by: ['room', 'job'] })), 0.0${i});`,
  );
  const from = (path: string, names: string): string => `import { ${names} } from '../metrics/${path}.ts';`;
  return [
    from('declare', 'bounded, metric, oneOf'),
    from('promql/aggregate', 'sum'),
    from('promql/arithmetic', 'divide'),
    from('promql/compare', 'above'),
    from('promql/duration', 'minutes'),
    from('promql/over-counter', 'rate'),
    from('promql/selector', 'select'),
    `const m = metric.counter('chat_messages', { help: 'M.', labels: { room: bounded(64, 'rooms'), outcome: oneOf('stored', 'failed') } });`,
    ...lines,
  ].join('\n');
};

const compile = async (folder: string, text: string): Promise<number> => {
  await writeFile(join(folder, 'expressions.ts'), text);
  const began = performance.now();
  await execa('tsc', ['-p', folder], { cwd: root, preferLocal: true });
  return performance.now() - began;
};

/** What the types of the PromQL builder cost whoever waits for the compiler. */
export const typing: Benchmark = {
  name: 'typing',
  question: `How long does the compiler take over ${expressions} typed expressions, beyond an empty module?`,
  run: async (say) => {
    // Beside the rooms, so that module resolution is the repository's own.
    const folder = await mkdtemp(join(root, '.typing-'));
    try {
      const config = { extends: '../tsconfig.json', include: ['expressions.ts'], exclude: [] };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const empty: number[] = [];
      const full: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        empty.push(await compile(folder, 'export {};'));
        full.push(await compile(folder, module()));
        say(`round ${round + 1} of ${rounds}`);
      }
      const extra = full.map((time, i) => time - (empty[i] ?? 0));
      return [
        rowOf({ case: 'empty module', measure: 'tsc --noEmit', unit: 'ms' }, empty),
        rowOf({ case: `${expressions} expressions`, measure: 'beyond the empty module', unit: 'ms' }, extra, 2000),
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
