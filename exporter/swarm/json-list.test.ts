import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeJsonListReader } from './json-list.ts';

const members = ['ID', 'Status'] as const;

/** What is kept of a list that comes in chunks of these sizes, again and again. */
const readIn = (sizes: readonly number[], text: string): unknown[] => {
  const taken: unknown[] = [];
  const reader = makeJsonListReader(members, (element) => void taken.push(element), Buffer.alloc(16));
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    reader.write(bytes.subarray(at, at + size));
    at += size;
  }
  reader.end();
  return taken;
};

const read = (text: string) => readIn([text.length + 1], text);

const pick = (list: readonly object[]) =>
  list.map((element) =>
    Object.fromEntries(Object.entries(element).filter(([key]) => members.some((name) => name === key))),
  );

/** Any JSON under keys of which some are wanted, with quotes, brackets and backslashes everywhere. */
const anyText = fc.string({ unit: fc.constantFrom('a', '"', '\\', '{', '}', '[', ']', ',', ':', 'ü', '\n', '🐳') });
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(null, true, 0, -1.5e-7, ''),
    anyText,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const anyKey = fc.oneof(fc.constantFrom('ID', 'Status', 'Spec', 'IDs'), anyText);
const anyList = fc.array(fc.dictionary(anyKey, anyValue, { maxKeys: 6, noNullPrototype: true }), { maxLength: 5 });

describe('a list of objects', () => {
  it('is read as JSON.parse reads it, wherever its chunks begin, and of each object what is named', () => {
    fc.assert(
      fc.property(
        anyList,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0, 1, 3),
        (list, sizes, spaces) => {
          const text = `\n${JSON.stringify(list, undefined, spaces)}\n`;
          expect(readIn(sizes, text)).toEqual(pick(JSON.parse(text)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('has of a member that stands twice the last value, as JSON.parse has', () => {
    expect(read('[{"ID": 1, "x": {"ID": 3}, "ID": 2}]')).toEqual([{ ID: 2 }]);
  });

  it('may be empty', () => {
    expect(read(' [ ] ')).toEqual([]);
  });
});

describe('what is no list of objects', () => {
  it.each([
    ['<html>no</html>', '<html>no</html>'],
    ['{"message":"no"}', '{"message":"no"}'],
    ['null', 'null'],
    ['[1]', '1]'],
    ['[{} {}]', '{}]'],
    ['[{},]', ']'],
    ['[,{}]', ',{}]'],
    ['[]]', ']'],
    ['[{"ID": a}]', '{"ID": a}'],
    ['[{"ID": "a" "b"}]', '{"ID": "a" "b"}'],
    ['[{"Spec": 1]]', '{"Spec": 1]'],
  ])('is refused, and what is wrong is shown: %s', (text, found) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'JsonListError', found }));
  });

  it.each(['', '[', '[{"ID":"a"', '[{"ID":"a\\', '[{"ID":"a"},', '[{"ID":"a"}'])(
    'is one that ends early: %s',
    (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ name: 'JsonListError', found: '' }));
    },
  );

  it('is one with an object that never ends', () => {
    const endless = Buffer.from('"x":"'.padEnd(64 * 1024, 'x').concat('",'));
    const reader = makeJsonListReader(members, () => {}, Buffer.alloc(128 * 1024));
    reader.write(Buffer.from('[{'));
    const writeAll = () => {
      for (let chunk = 0; chunk < 1_000; chunk += 1) reader.write(endless);
    };
    expect(writeAll).toThrow(expect.objectContaining({ name: 'JsonListError' }));
  });
});
