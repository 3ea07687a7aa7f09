import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { sliceTests, type TestSlice } from '../alerts/lint/slice-tests.ts';

/** A file of tests as promtool gets it, and what it is part of. */
export interface WrittenTests {
  readonly path: string;
  /** Names of the alerts that it tests; empty for a file as it stands. */
  readonly about: string;
}

const ruleFilesOf = (text: string): readonly string[] => {
  const value: unknown = load(text);
  const files = typeof value === 'object' && value !== null && 'rule_files' in value ? value.rule_files : [];
  return Array.isArray(files) ? files.map(String) : [];
};

const slicesOf = async (path: string): Promise<readonly TestSlice[] | undefined> => {
  try {
    const text = await readFile(path, 'utf8');
    const ruleFiles = await Promise.all(
      ruleFilesOf(text).map(async (name) => [name, await readFile(join(dirname(path), name), 'utf8')] as const),
    );
    return sliceTests({ file: path, text }, new Map(ruleFiles));
  } catch {
    // What is missing or broken promtool names better.
    return undefined;
  }
};

/**
 * Writes the tests of a file in parts that are quick to run, into a folder of their own, for as long as `use` takes.
 * @param path of a file of promtool's tests
 */
export const withTestParts = async <T>(
  path: string,
  use: (parts: readonly WrittenTests[], folder: string) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-rule-tests-'));
  try {
    const slices = await slicesOf(path);
    const parts = await Promise.all(
      (slices ?? []).map(async ({ about, rules, tests }, i): Promise<WrittenTests> => {
        const part = join(folder, `${i}.test.yml`);
        await writeFile(join(folder, `${i}.rules.yml`), rules);
        await writeFile(part, tests(`${i}.rules.yml`));
        return { path: part, about };
      }),
    );
    return await use(slices === undefined ? [{ path, about: '' }] : parts, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
