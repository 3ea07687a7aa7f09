import { readFile } from 'node:fs/promises';
import { checkFiles } from '../foreign/check-files.ts';
import { openSource } from '../foreign/open-source.ts';
import { readFiles } from '../foreign/read-files.ts';
import { SourceError } from '../foreign/source.ts';
import { secondsOf } from '../prometheus/lint/literals.ts';
import { type Checked, plural } from './check-format.ts';

/** What is checked, and against what. */
export interface ForeignFlags {
  /** A URL or file each. */
  readonly against: readonly string[];
  /** Files or folders with dashboards, and with rules. */
  readonly dashboards: readonly string[];
  readonly rules: readonly string[];
  /** How far back a series may have ended, as Prometheus writes a length of time. */
  readonly within: string;
  readonly tokenFile?: string;
}

const readToken = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SourceError(`${file}: no such file; name the one with the token.`, { cause });
  });
  return text.trim();
};

/** Finds queries of dashboards and rules that a Prometheus, or pages of metrics, have nothing for. @throws SourceError */
export const checkForeign = async (flags: ForeignFlags): Promise<Checked> => {
  const withinSeconds = secondsOf(flags.within);
  if (!withinSeconds) throw new SourceError(`--within is ${flags.within}, expected a length of time as 1h or 7d.`);
  const token = flags.tokenFile === undefined ? undefined : await readToken(flags.tokenFile);
  const source = await openSource(flags.against, { withinSeconds, ...(token !== undefined && { token }) });
  const [dashboards, rules] = await Promise.all(
    [
      { paths: flags.dashboards, endings: ['.json', '.yml', '.yaml'] },
      { paths: flags.rules, endings: ['.yml', '.yaml', '.rules'] },
    ].map(async ({ paths, endings }) => (await Promise.all(paths.map((path) => readFiles(path, endings)))).flat()),
  );
  const { findings, notMade, asked } = await checkFiles({ dashboards: dashboards ?? [], rules: rules ?? [] }, source);
  const files = plural((dashboards?.length ?? 0) + (rules?.length ?? 0), 'file');
  if (asked + findings.length === 0) {
    throw new SourceError(`${files} read, none of which asks Prometheus anything; name dashboards or rules.`);
  }
  return { what: `${files} with ${asked} queries`, against: source.what, findings, notMade, excused: [] };
};
