import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeDocument } from './document.ts';
import { logFields } from './fields.ts';

const declared = new Set<string>(logFields.map(({ name }) => name));

const paths = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => paths(inner, path ? `${path}.${key}` : key))
    : [path];

it('nests declared fields with their types', () => {
  const line = { message: 'hi', 'log.level': 'info', 'event.duration': '12.4', http: { request: { id: 5 } } };
  expect(makeDocument(line)).toEqual({
    message: 'hi',
    log: { level: 'info' },
    event: { duration: 12 },
    http: { request: { id: '5' } },
  });
});

it('puts what is not declared under labels, as text', () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  expect(makeDocument({ circular })).toEqual({ labels: { circular_self_self_self: '[object Object]' } });
  expect(makeDocument({ status: 200, deep: { er: [1, { a: true }] }, 'labels.room': 'I', bad: 1n })).toEqual({
    labels: { status: '200', deep_er: '[1,{"a":true}]', room: 'I', bad: '1' },
  });
});

it('leaves out of errors what may quote a statement', () => {
  const error = { type: 'Error', message: 'no', sql: "INSERT 'secret words'", sqlMessage: 'near secret' };
  expect(makeDocument({ error })).toEqual({ error: { type: 'Error', message: 'no' } });
});

it('emits nothing but declared fields and labels, whatever it is given', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(fc.constantFrom(...declared), fc.string()), fc.anything()), (line) => {
      const document: unknown = JSON.parse(JSON.stringify(makeDocument(line)));
      for (const path of paths(document)) {
        expect(path === '' || declared.has(path) || /^labels\.\w+$/.test(path)).toBe(true);
      }
    }),
  );
});
