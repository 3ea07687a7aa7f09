import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A line of a fixture, and why the compiler must refuse it. */
interface Marked {
  readonly line: number;
  readonly why: string;
}

/** What the compiler says of a fixture in which each line with a comment `// refused: why` must be an error, and no other may be. */
export interface Refusals {
  readonly marked: readonly Marked[];
  /** Lines that compile though they must not. */
  readonly passed: readonly Marked[];
  /** Lines that do not compile though nothing says that they must not. */
  readonly unmarked: readonly number[];
}

const refusedIn = (file: string): readonly number[] => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', dirname(file), '--pretty', 'false'], { encoding: 'utf8' });
    return [];
  } catch (error) {
    const output = String(Reflect.get(Object(error), 'stdout'));
    return [...output.matchAll(/^\S+\.ts\((\d+),/gm)].map(([, line]) => Number(line));
  }
};

/** Compiles a fixture, which has a tsconfig.json beside it. */
export const compileErrors = (file: string): Refusals => {
  const marked = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, i) => {
      const [, why] = /[;,]\s+\/\/ refused: (.+)/.exec(text) ?? [];
      return why === undefined ? [] : [{ line: i + 1, why }];
    });
  const refused = new Set(refusedIn(file));
  return {
    marked,
    passed: marked.filter(({ line }) => !refused.has(line)),
    unmarked: [...refused].filter((line) => !marked.some((mark) => mark.line === line)),
  };
};
