import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkFiles } from './check-files.ts';
import { pageSource } from './page-source.ts';
import { readDashboards } from './read-dashboards.ts';
import { readPage } from './read-page.ts';

const folder = join(import.meta.dirname, 'fixtures/dashboards');
const dashboards: readonly unknown[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));

const source = pageSource('the page', [readPage('up 1\nshop_carts{shop="Seoul"} 2\n') ?? []]);

/** Every place in a value, as the keys that lead there. */
const placesIn = (value: unknown, at: readonly string[] = []): (readonly string[])[] => [
  at,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...at, key]))
    : []),
];

const replaced = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown => {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === key ? replaced(one, rest, by) : one));
  return { ...Object(value), [key]: replaced(Reflect.get(Object(value), key), rest, by) };
};

/** A dashboard with something else in one of its places. */
const broken = fc
  .constantFrom(...dashboards)
  .chain((dashboard) =>
    fc
      .record({ place: fc.constantFrom(...placesIn(dashboard)), by: fc.oneof(fc.jsonValue(), fc.constant(undefined)) })
      .map(({ place, by }) => replaced(dashboard, place, by)),
  );

const check = (text: string) => checkFiles({ dashboards: [{ path: 'a.json', content: { text } }], rules: [] }, source);

it('reads whatever stands in a dashboard without falling over it', () =>
  fc.assert(
    fc.asyncProperty(broken, async (value) => {
      const text = JSON.stringify(value) ?? '';
      const { findings, notMade } = await check(text);
      for (const { message } of findings) expect(message).toMatch(/\.$/);
      if (text !== '' && readDashboards(JSON.parse(text)) === undefined) expect(notMade).toHaveLength(1);
    }),
    { numRuns: 500 },
  ));

const odd = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('$', '{', '}', '[', ']', '"', "'", 'a', ':', '(', ')', ' ', '5', 'm', '\\', '_') }),
);

it('has a sentence or nothing to say of any expression, whatever signs are in it', () =>
  fc.assert(
    fc.asyncProperty(odd, async (expr) => {
      const text = JSON.stringify({ panels: [{ type: 'stat', title: 'X', targets: [{ refId: 'A', expr }] }] });
      const { findings } = await check(text);
      for (const { where, message } of findings) {
        expect(where).toBe('panel "X", query A');
        expect(message).toMatch(/\.$/);
      }
    }),
    { numRuns: 500 },
  ));

it('reads any text that it takes for a page of metrics, and no other', () =>
  fc.assert(
    fc.property(odd, (text) => {
      for (const series of readPage(text) ?? []) expect(series.get('__name__')).toBeDefined();
    }),
    { numRuns: 500 },
  ));
