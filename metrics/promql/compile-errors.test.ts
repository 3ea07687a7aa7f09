import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, 'fixtures');
const file = join(folder, 'does-not-compile.ts');

/** Lines of the fixture that the compiler refuses. */
const refusedLines = (): number[] => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
    return [];
  } catch (error) {
    const output = String(Reflect.get(Object(error), 'stdout'));
    return [...output.matchAll(/^\S*does-not-compile\.ts\((\d+),/gm)].map(([, line]) => Number(line));
  }
};

it('refuses what Prometheus would answer with nothing, and only that', () => {
  const marked = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) =>
      /;\s+\/\/ refused: /.test(line) ? [{ line: i + 1, why: line.split('// refused: ')[1] }] : [],
    );
  const refused = new Set(refusedLines());
  expect(marked.length).toBeGreaterThan(20);
  expect(marked.filter(({ line }) => !refused.has(line))).toEqual([]);
  expect([...refused].filter((line) => !marked.some((mark) => mark.line === line))).toEqual([]);
});
