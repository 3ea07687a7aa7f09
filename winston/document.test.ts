import fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentsOf } from '../test/support/make-document.ts';
import { ecsFields } from './fields.ts';

const declared = new Set<string>(ecsFields.map(({ name }) => name));

const makeDocument = documentsOf(ecsFields);

const paths = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => paths(inner, path ? `${path}.${key}` : key))
    : [path];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const merge = (one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> => {
  const both = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const mine = both[key];
    both[key] = isObject(mine) && isObject(value) ? merge(mine, value) : value;
  }
  return both;
};

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

it('gives each value its declared type, and those that have none of it a label', () => {
  const make = documentsOf([
    { name: 'n', type: 'long' },
    { name: 'd', type: 'double' },
    { name: 'b', type: 'boolean' },
    { name: 'at', type: 'date' },
  ]);
  const at = '2026-01-01T00:00:00.000Z';
  expect(make({ n: '7.6', d: '7.6', b: 'true', at: Date.parse(at) })).toEqual({ n: 8, d: 7.6, b: true, at });
  expect(make({ n: 0, d: 0, b: false, at: new Date(at) })).toEqual({ n: 0, d: 0, b: false, at });
  expect(make({ n: 'many', d: Number.NaN, b: 'maybe', at: 'soon' })).toEqual({
    labels: { n: 'many', d: 'null', b: 'maybe', at: 'soon' },
  });
  expect(make({ n: '', d: true, b: 1, at: {} })).toEqual({ labels: { n: '', d: 'true', b: '1' } });
});

it('keeps the letters of labels in any script', () => {
  expect(makeDocument({ '주문 번호': 1, 'größe.der-kiste': 2 })).toEqual({
    labels: { 주문_번호: '1', größe_der_kiste: '2' },
  });
});

it('leaves out of errors what may quote a statement', () => {
  const error = { type: 'Error', message: 'no', sql: "INSERT 'secret words'", sqlMessage: 'near secret' };
  expect(makeDocument({ error })).toEqual({ error: { type: 'Error', message: 'no' } });
});

it('emits nothing but declared fields and labels, whatever it is given', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.oneof(fc.constantFrom(...declared), fc.string({ unit: 'grapheme' })), fc.anything()),
      (line) => {
        for (const path of paths(makeDocument(line))) {
          expect(path === '' || declared.has(path) || /^labels\.[\p{L}\p{N}_]+$/u.test(path)).toBe(true);
        }
      },
    ),
  );
});

it('says of each field what was said of it last, and what is the same in all unless something else is', () => {
  const make = documentsOf(ecsFields, {}, { 'service.name': 'shop', labels: { region: 'eu', till: 1 } });
  const said = { message: 'a', 'user.id': 1, 'order-id': 1 };
  const all = { service: { name: 'shop' }, labels: { region: 'eu', till: '1' } };
  expect(make()).toEqual(all);
  expect(make(said, { 'user.id': 2 }, { order_id: 2 })).toEqual({
    ...all,
    message: 'a',
    user: { id: '2' },
    labels: { ...all.labels, order_id: '2' },
  });
  expect(make({ service: { name: 'till' }, till: 'left' })).toEqual({
    service: { name: 'till' },
    labels: { region: 'eu', till: 'left' },
  });
  expect(make()).toEqual(all);
});

it('has no place for a field below another, where an object would have to be a text too', () => {
  const make = documentsOf([
    { name: 'at', type: 'date' },
    { name: 'at.zone', type: 'long' },
    { name: 'labels', type: 'long' },
    { name: 'labels.floor', type: 'long' },
    { name: 'labels.floor.part', type: 'long' },
  ]);
  const values = { 'at.zone': 1, at: '2026-01-01T00:00:00.000Z', labels: 2, 'labels.floor': 3, 'labels.floor.part': 4 };
  expect(make(values)).toEqual({
    at: '2026-01-01T00:00:00.000Z',
    labels: { at_zone: '1', labels: '2', floor: 3, 'floor.part': 4 },
  });
});

it('tells documents of any shape apart, however many there are, and of any size', () => {
  const key = fc.oneof(fc.constantFrom(...declared), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }));
  const document = fc.array(fc.tuple(key, fc.string({ maxLength: 100 })), { maxLength: 12 });
  const many = fc.array(fc.tuple(fc.integer({ max: 300 }).map(String), fc.string()), {
    minLength: 100,
    maxLength: 400,
  });
  const make = documentsOf(ecsFields);
  fc.assert(
    fc.property(fc.oneof(document, document, document, many), (values) => {
      const fresh = documentsOf(ecsFields);
      const parts = values.map(([name, value]) => ({ [name]: value }));
      // One that has seen nothing before, and gets each value's document by itself, cannot mistake it for another's.
      const expected = parts.map((part) => fresh(part)).reduce<Record<string, unknown>>(merge, {});
      expect(make(...parts)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
