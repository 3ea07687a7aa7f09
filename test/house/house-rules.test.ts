import { expect, it } from 'vitest';
import { houseFindings } from './house-rules.ts';

const finding = (path: string, text = ''): (string | undefined)[] =>
  houseFindings([{ path, text }]).map(({ message }) => message);

it.each([
  ['app/long.ts', 'a;\n'.repeat(301), 'it has 301 lines, at most 300 are allowed; split it by subject.'],
  [
    'app/many.ts',
    'export const a = 1;\n'.repeat(6),
    'it exports 6 values, at most 5 are allowed; split it by subject.',
  ],
  ['app/a/b/c/deep.ts', '', 'it lies 3 folders below its room, at most 2 are allowed.'],
  ['app/utils.ts', '', 'its name says nothing; name it by its subject.'],
  ['app/quiet.ts', '// @ts-ignore\n', 'it silences the compiler or the linter.'],
])('finds what the house does not want in %s', (path, text, message) => {
  expect(finding(path, text)).toEqual([message]);
});

it('leaves a short file of one subject alone', () => {
  expect(finding('app/rooms.ts', 'export const a = 1;\n')).toEqual([]);
});
