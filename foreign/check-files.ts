import { loadAll } from 'js-yaml';
import type { Finding } from '../config/finding.ts';
import { checkQuestion } from './check-question.ts';
import type { Question, Variable } from './question.ts';
import { readDashboards } from './read-dashboards.ts';
import type { ForeignFile } from './read-files.ts';
import { type RuleQuestions, readRules } from './read-rules.ts';
import type { SeriesSource } from './source.ts';

/** What points at nothing, and what was not looked at. */
interface Pointing {
  readonly findings: readonly Finding[];
  readonly notMade: readonly string[];
  /** Questions that were looked at. */
  readonly asked: number;
}

/** What one file asks; or a sentence why it cannot be told, for a finding or for a note. */
interface Read {
  readonly file: string;
  readonly parts: readonly { readonly questions: readonly Question[]; readonly variables: readonly Variable[] }[];
  readonly fault?: string;
  readonly notes: readonly string[];
}

/** What a parser says, without the bytes that it quotes and a terminal would not take well. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)).replace(/[\p{C}\uFFFD]/gu, '?');

const faulty = (file: string, fault: string): Read => ({ file, parts: [], fault, notes: [] });

/** The values in a file, of which YAML may have several. @throws what the parser throws */
const parse = (path: string, text: string): unknown => (/\.ya?ml$/.test(path) ? loadAll(text) : JSON.parse(text));

const readDashboardFile = ({ path: file, content }: ForeignFile): Read => {
  if ('fault' in content) return faulty(file, `it cannot be read: ${content.fault}.`);
  let value: unknown;
  try {
    value = parse(file, content.text);
  } catch (error) {
    return faulty(file, `it is not ${/\.ya?ml$/.test(file) ? 'YAML' : 'JSON'}: ${firstLine(error)}.`);
  }
  const dashboards = readDashboards(value);
  if (dashboards === undefined) return { file, parts: [], notes: [`${file}: not checked, for it is no dashboard.`] };
  return {
    file,
    parts: dashboards,
    notes: dashboards.flatMap(({ notMade }) => notMade.map((one) => `${file}: ${one}`)),
  };
};

const readRuleFile = ({
  path: file,
  content,
}: ForeignFile): { readonly read: Read; readonly recorded: readonly string[] } => {
  if ('fault' in content) return { read: faulty(file, `it cannot be read: ${content.fault}.`), recorded: [] };
  let rules: RuleQuestions | undefined;
  try {
    rules = readRules(content.text);
  } catch (error) {
    return { read: faulty(file, `it is not YAML: ${firstLine(error)}.`), recorded: [] };
  }
  if (!rules)
    return { read: { file, parts: [], notes: [`${file}: not checked, for it has no groups of rules.`] }, recorded: [] };
  return {
    read: { file, parts: [{ questions: rules.questions, variables: [] }], notes: [] },
    recorded: rules.recorded,
  };
};

/** Questions at a time: each costs the server a look into its index. */
const atOnce = 8;

/**
 * Finds queries of dashboards and rules, whoever made them, that a Prometheus has nothing for.
 * @param of files of dashboards' JSON and of rules
 */
export const checkFiles = async (
  of: { readonly dashboards: readonly ForeignFile[]; readonly rules: readonly ForeignFile[] },
  source: SeriesSource,
): Promise<Pointing> => {
  const rules = of.rules.map(readRuleFile);
  const recorded = new Set(rules.flatMap((one) => one.recorded));
  const read = [...of.dashboards.map(readDashboardFile), ...rules.map((one) => one.read)];
  const todo = read.flatMap(({ file, parts }) =>
    parts.flatMap(({ questions, variables }) => questions.map((question) => ({ file, question, variables }))),
  );
  const judged: { findings: Finding[]; notMade: string[] }[] = [];
  const places = todo.entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [place, { file, question, variables }] of places) {
        const where = question.where.replace(/\s+/g, ' ');
        const { faults, notMade } = await checkQuestion(question, variables, source, recorded);
        judged[place] = {
          findings: faults.map((fault) => ({ file, where, ...fault })),
          notMade: notMade === undefined ? [] : [`${file}: ${where}: not checked as a whole, for ${notMade}.`],
        };
      }
    }),
  );
  return {
    findings: [
      ...read.flatMap(({ file, fault }) =>
        fault === undefined ? [] : [{ file, where: 'whole file', rule: 'readable', message: fault }],
      ),
      ...judged.flatMap(({ findings }) => findings),
    ],
    notMade: [...read.flatMap(({ notes }) => notes), ...judged.flatMap(({ notMade }) => notMade)],
    asked: todo.length,
  };
};
