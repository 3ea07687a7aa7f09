import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDocument } from './document.ts';
import { ecsFields } from './fields.ts';

const declared = new Set<string>(ecsFields.map(({ name }) => name));

const add = createDocument(ecsFields);

const makeDocument = (values: Readonly<Record<string, unknown>>) => {
  const document: Record<string, unknown> = {};
  add(document, values);
  return document;
};

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

it('gives each value its declared type, and those that have none of it a label', () => {
  const typed = createDocument([
    { name: 'n', type: 'long' },
    { name: 'd', type: 'double' },
    { name: 'b', type: 'boolean' },
    { name: 'at', type: 'date' },
  ]);
  const make = (values: Readonly<Record<string, unknown>>) => {
    const document: Record<string, unknown> = {};
    typed(document, values);
    return document;
  };
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
        const document: unknown = JSON.parse(JSON.stringify(makeDocument(line)));
        for (const path of paths(document)) {
          expect(path === '' || declared.has(path) || /^labels\.[\p{L}\p{N}_]+$/u.test(path)).toBe(true);
        }
      },
    ),
  );
});
