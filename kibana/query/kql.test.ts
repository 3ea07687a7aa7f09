import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { logFields } from '../../app/logging/fields.ts';
import { type Dsl, kqlToDsl } from '../../test/support/read-kql.ts';
import type { ChatField } from '../chat/view.ts';
import type { Condition } from './condition.ts';
import { kql, queryOf } from './kql.ts';

const any = (...should: readonly object[]): Dsl => ({ bool: { should, minimum_should_match: 1 } });

/** The same condition as Elasticsearch takes it, not by way of a text. */
const meaning = (condition: Condition<ChatField>): Dsl => {
  switch (condition.is) {
    case 'one of':
    case 'none of': {
      const values = condition.values.map((value) => any({ match_phrase: { [condition.field]: value } }));
      const found = values.length === 1 && values[0] ? values[0] : any(...values);
      return condition.is === 'one of' ? found : { bool: { must_not: found } };
    }
    case 'at least':
      return any({ range: { [condition.field]: { gte: condition.number } } });
    case 'below':
      return any({ range: { [condition.field]: { lt: condition.number } } });
    case 'there':
      return any({ exists: { field: condition.field } });
    case 'all':
    case 'any': {
      const parts = condition.of.map(meaning);
      if (parts.length === 1 && parts[0]) return parts[0];
      return condition.is === 'all' ? { bool: { filter: parts } } : any(...parts);
    }
  }
};

const keywords = logFields.flatMap((field) => (field.type === 'keyword' ? [field.name] : []));
const numbers = logFields.flatMap((field) => (field.type === 'long' ? [field.name] : []));
const oddText = fc.oneof(
  fc.constantFrom('"', '\\', '\\"', '*', ' or ', 'not x', '(', ')', ':', '\\t', '\\u0041', '\n', '한국어', '🙂', ''),
  fc.string({ unit: 'binary' }),
);

const { condition } = fc.letrec<{ condition: Condition<ChatField> }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    fc.record({
      is: fc.constantFrom('one of' as const, 'none of' as const),
      field: fc.constantFrom(...keywords),
      values: fc.array(oddText, { minLength: 1, maxLength: 4 }).map((all) => all as [string, ...string[]]),
    }),
    fc.record({
      is: fc.constantFrom('at least' as const, 'below' as const),
      field: fc.constantFrom(...numbers),
      number: fc.nat(),
    }),
    fc.record({ is: fc.constant('there' as const), field: fc.constantFrom(...keywords, ...numbers) }),
    fc.record({
      is: fc.constantFrom('all' as const, 'any' as const),
      of: fc
        .array(tie('condition'), { minLength: 1, maxLength: 3 })
        .map((all) => all as [Condition<ChatField>, ...Condition<ChatField>[]]),
    }),
  ),
}));

it('says what a condition means, whatever its values are', () => {
  fc.assert(
    fc.property(condition, (one) => {
      expect(kqlToDsl(kql(one)), kql(one)).toEqual(meaning(one));
    }),
    { numRuns: 2_000 },
  );
});

it('reads as a person would write it', () => {
  expect(
    kql<ChatField>({
      is: 'all',
      of: [
        { is: 'one of', field: 'log.level', values: ['error', 'warn'] },
        {
          is: 'any',
          of: [
            { is: 'there', field: 'url.path' },
            { is: 'at least', field: 'event.duration', number: 5 },
          ],
        },
      ],
    }),
  ).toBe('log.level : ("error" or "warn") and (url.path : * or event.duration >= 5)');
  expect(queryOf(undefined)).toEqual({ language: 'kuery', query: '' });
});

/** Kibana's translator of then put three conditions into pairs of pairs, the later ones have them side by side: the same to Elasticsearch. */
const sideBySide = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sideBySide);
  if (typeof value !== 'object' || value === null) return value;
  const spread = (key: 'should' | 'filter', parts: unknown): unknown =>
    Array.isArray(parts) ? parts.map(sideBySide).flatMap((part) => Object(part).bool?.[key] ?? [part]) : parts;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'should' || key === 'filter' ? spread(key, inner) : sideBySide(inner),
    ]),
  );
};

it("is read in the tests as Kibana's own translator reads it", async () => {
  const text = await readFile(new URL('../fixtures/kql-translations.json', import.meta.url), 'utf8');
  const recorded = z
    .array(z.object({ kql: z.string(), dsl: z.record(z.string(), z.unknown()) }))
    .parse(JSON.parse(text));
  expect(recorded.length).toBeGreaterThan(20);
  for (const { kql: query, dsl } of recorded) expect(sideBySide(kqlToDsl(query)), query).toEqual(sideBySide(dsl));
});

it('is refused in the tests where it is none that this project writes', () => {
  const foreign = ['a', 'a :', 'a : (', 'a : "x" or', '(a : *', 'a : *)', 'a > ', 'a : {b : 1}', '"a" : 1', 'a ) 1'];
  for (const query of foreign) expect(() => kqlToDsl(query), query).toThrow();
});
