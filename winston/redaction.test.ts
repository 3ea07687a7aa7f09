import { expect, it } from 'vitest';
import { documentsOf } from '../test/support/make-document.ts';
import { ecsFields } from './fields.ts';
import type { Redaction } from './redaction.ts';

const document = (values: Readonly<Record<string, unknown>>, redact?: Redaction) =>
  documentsOf(ecsFields, redact)(values);

const redacted = '[redacted]';

it.each([
  'password',
  'dbPassword',
  'DB_PASS',
  'x-api-key',
  'apiKey',
  'accessToken',
  'headers.cookie',
  'deep.secret.inner',
  'Authorization',
  'awsCredentials',
])('takes out the value of %s, which does not look like a secret by itself', (key) => {
  expect(Object.values(document({ [key]: 'hunter2' }).labels as object)).toEqual([redacted]);
});

it.each(['compass', 'tokens', 'tokenCount', 'passage', 'secretary', 'bypass'])('leaves the value of %s', (key) => {
  expect(document({ [key]: 'north' })).toEqual({ labels: { [key]: 'north' } });
});

it('takes out what lies at the paths that it is told, and below them', () => {
  const paths = ['user.name', 'card', 'headers.*', '**.iban', 'list.*.a'];
  const values = {
    'user.name': 'Hana',
    user: { id: 7 },
    card: { number: 1, holder: { name: 'H' } },
    cards: 'two',
    headers: { accept: 'a', host: 'h' },
    iban: 'DE1',
    very: { deep: { iban: 'DE2', bank: 'b' } },
    list: { x: { a: 1, b: 2 } },
  };
  expect(document(values, { paths })).toEqual({
    user: { name: redacted, id: '7' },
    labels: {
      card_number: redacted,
      card_holder_name: redacted,
      cards: 'two',
      headers_accept: redacted,
      headers_host: redacted,
      iban: redacted,
      very_deep_iban: redacted,
      very_deep_bank: 'b',
      list_x_a: redacted,
      list_x_b: '2',
    },
  });
});

it('takes out what matches its patterns, in messages, labels and errors alike', () => {
  const patterns = [/\d{6}-\d{7}/];
  const number = '900101-1234567';
  const made = document(
    {
      message: `Of ${number}.`,
      note: [number],
      'error.message': number,
      'error.stack_trace': `Error: ${number}\n  at x`,
    },
    { patterns },
  );
  expect(made).toEqual({
    message: `Of ${redacted}.`,
    labels: { note: `["${redacted}"]` },
    error: { message: redacted, stack_trace: `Error: ${redacted}\n  at x` },
  });
});
