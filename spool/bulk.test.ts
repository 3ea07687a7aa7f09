import { expect, it } from 'vitest';
import { allCreated, readBulkAnswer } from './bulk.ts';

const answer = (...items: readonly object[]) => JSON.stringify({ items: items.map((create) => ({ create })) });

it('takes the usual answer for what it is, and any other apart', () => {
  expect(readBulkAnswer(`{${allCreated(2)}`, 2)).toEqual([{ kind: 'stored' }, { kind: 'stored' }]);
  const error = { type: 'document_parsing_exception', reason: 'no' };
  expect(readBulkAnswer(answer({ status: 201 }, { status: 409, error }, { status: 400, error }), 3)).toEqual([
    { kind: 'stored' },
    { kind: 'duplicate' },
    { kind: 'rejected', reason: '400 document_parsing_exception: no' },
  ]);
});

it('does not call stored what no search of the data stream finds', () => {
  expect(readBulkAnswer(answer({ status: 201 }, { status: 201, failure_store: 'used' }), 2)).toEqual([
    { kind: 'stored' },
    { kind: 'rejected', reason: 'the data stream has put it into its failure store' },
  ]);
  const error = { type: 'mapper_parsing_exception', reason: 'no' };
  expect(readBulkAnswer(answer({ status: 400, failure_store: 'not_enabled', error }), 1)).toMatchObject([
    { kind: 'rejected' },
  ]);
});
