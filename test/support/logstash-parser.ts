import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A field, a list of the terms of a condition by its kind, or what a setting may hold. */
export type Term = string | number | boolean | Term[] | { [key: string]: Term };

/** What Logstash reads in a pipeline: plugins with their settings, and conditions with what stands under them. */
export type Node =
  | { readonly plugin: string; readonly settings: Readonly<Record<string, Term>> }
  | { readonly if: Term; readonly do: readonly Node[] };

/** A pipeline as the parser reads it, by its sections. */
type Parsed = Readonly<Record<string, readonly Node[]>>;

/** The parser of Logstash's language, which Logstash itself does not offer without a start. */
const parserPackage = 'lscl==0.5';

const program = `
import json, sys
from lscl.parser import parse_lscl

def term(x):
    kind = type(x).__name__
    if kind == 'LsclSelector': return {'field': '.'.join(x.names)}
    if kind == 'LsclLiteral': return x.content
    if kind in ('LsclIn', 'LsclNotIn'): return {kind: [term(x.needle), term(x.haystack)]}
    if kind == 'LsclNot': return {kind: [term(x.condition)]}
    if kind in ('LsclAnd', 'LsclOr'): return {kind: [term(c) for c in x.conditions]}
    if hasattr(x, 'first'): return {kind: [term(x.first), term(x.second)]}
    if isinstance(x, dict): return {k: term(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)): return [term(v) for v in x]
    return x if isinstance(x, (str, int, float, bool)) else str(x)

def nodes(content):
    found = []
    for x in content:
        if type(x).__name__ == 'LsclConditions':
            assert x.default is None and len(x.conditions) == 1
            condition, inner = x.conditions[0]
            found.append({'if': term(condition), 'do': nodes(inner)})
        else:
            names = [a.name for a in x.content]
            assert len(set(names)) == len(names), names
            found.append({'plugin': x.name, 'settings': {a.name: term(a.content) for a in x.content}})
    return found

print(json.dumps({block.name: nodes(block.content) for block in parse_lscl(sys.stdin.read())}))
`;

/** A parser that runs until it is removed. */
export interface LogstashParser {
  /** @throws Error with line and column if the text is none of Logstash's */
  readonly parse: (text: string) => Promise<Parsed>;
  readonly remove: () => Promise<void>;
}

/** Installs the parser, which is Python, into a temporary folder. @throws Error if it cannot be had here */
export const installLogstashParser = async (): Promise<LogstashParser> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
  const python = join(folder, 'venv', 'bin', 'python');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await execa('python3', ['-m', 'venv', join(folder, 'venv')]);
    await execa(python, ['-m', 'pip', 'install', '--quiet', parserPackage]);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    parse: async (text) => JSON.parse((await execa(python, ['-c', program], { input: text })).stdout),
    remove,
  };
};
