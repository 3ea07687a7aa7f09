import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { makeTurns } from '../engine/turns.ts';
import { makePageBody } from './page-body.ts';

it.each([
  ['none', []],
  ['one', ['a 1\n']],
  ['several', Array.from({ length: 9 }, (_, i) => `a${i} 1\n`.repeat(20_000))],
])('gives a page of %s parts whole, plain and compressed', async (_, texts) => {
  const parts = texts.map((text) => Buffer.from(text));
  expect(Buffer.concat(await makePageBody(parts, false, makeTurns())).toString()).toBe(texts.join(''));
  expect(gunzipSync(Buffer.concat(await makePageBody(parts, true, makeTurns()))).toString()).toBe(texts.join(''));
});
