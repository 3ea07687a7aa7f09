import type { Finding } from '../../config/finding.ts';
import type { SourceFile } from './source-file.ts';

/** A file longer than this holds more than one subject. Tables of data are exempt: they are read by looking up. */
const mostLines = 300;
const mostExports = 5;
/** Folders below a room. */
const mostDepth = 2;

const isTest = (path: string): boolean => /\.test\.ts$|(^|\/)fixtures\//.test(path);
const isDeclaration = (path: string): boolean => /(^|\/)(metrics|families|fields|builtin)\.ts$/.test(path);

const rules: readonly ((file: SourceFile) => string | undefined)[] = [
  ({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines > mostLines && !isDeclaration(path)
      ? `it has ${lines} lines, at most ${mostLines} are allowed; split it by subject.`
      : undefined;
  },
  ({ path, text }) => {
    const exports = text.match(/^export (?!type |interface )/gm)?.length ?? 0;
    return exports > mostExports && !isDeclaration(path) && !isTest(path)
      ? `it exports ${exports} values, at most ${mostExports} are allowed; split it by subject.`
      : undefined;
  },
  ({ path }) => {
    const depth = path.replace('/fixtures/', '/').split('/').length - 2;
    return depth > mostDepth ? `it lies ${depth} folders below its room, at most ${mostDepth} are allowed.` : undefined;
  },
  ({ path }) =>
    /(^|\/)utils?(\/|\.ts$)|(^|\/)helpers?(\/|\.ts$)/.test(path)
      ? 'its name says nothing; name it by its subject.'
      : undefined,
  ({ path, text }) =>
    /@ts-(ignore|nocheck)|biome-ignore/.test(text) && !path.startsWith('test/house/')
      ? 'it silences the compiler or the linter.'
      : undefined,
];

/** The house's rules that a machine can see in one file; what it finds is for `npm run check`. */
export const houseFindings = (files: readonly SourceFile[]): Finding[] =>
  files.flatMap((file) =>
    rules.flatMap((rule) => {
      const message = rule(file);
      return message ? [{ file: file.path, where: 'whole file', rule: 'house', message }] : [];
    }),
  );
