import { describe, expect, it } from 'vitest';
import { metric } from '../../metrics/declare.ts';
import { renderSamples } from '../../metrics/samples.ts';
import { makeSampler } from './sampler.ts';
import { makeTurns } from './turns.ts';

const rows = metric.gauge('test_rows', { help: 'Rows.', labels: { table: { atMost: 2, by: 'the test' } } });
const other = metric.gauge('test_other', { help: 'Other.' });

it('puts the samples of each family together, in the order in which they came', async () => {
  const { emit, write } = makeSampler({ families: [rows, other] });
  emit(rows, { table: 'b' }, 1);
  emit(other, {}, 2);
  emit(rows, { table: 'a' }, 3);
  const { families, dropped } = await write(makeTurns());
  expect(renderSamples(families).replace(/^#.*\n/gm, '')).toBe(
    'test_rows{table="b"} 1\ntest_rows{table="a"} 3\ntest_other 2\n',
  );
  expect(dropped).toEqual({ labelBound: 0, familyCap: 0 });
});

it('refuses a metric that the collector does not declare', () => {
  expect(() => makeSampler({ families: [rows] }).emit(other, {}, 1)).toThrow(
    "test_other is not among the collector's families.",
  );
});

it('counts what is beyond the bound of a label, and what is beyond the cap of a family', async () => {
  const { emit, write } = makeSampler({ families: [rows, other] }, 4);
  for (const table of ['a', 'b', 'c', 'd', 'e', 'f']) emit(rows, { table }, 1);
  emit(other, {}, 1);
  expect((await write(makeTurns())).dropped).toEqual({ labelBound: 2, familyCap: 2 });
});

describe('families that the server names', () => {
  const named = (name: string) => metric.ofPeer('the test', 'gauge', `server_${name}`, { help: 'Named.' });
  const openFamilies = { prefixes: ['server_'], atMost: 2 };

  it('are taken up to their bound, and those beyond are counted', async () => {
    const { emit, write } = makeSampler({ families: [rows], openFamilies });
    for (const name of ['a', 'b', 'c']) emit(named(name), {}, 1);
    emit(rows, { table: 'a' }, 1);
    const { families, dropped } = await write(makeTurns());
    expect(families.map(({ metric: { name } }) => name)).toEqual(['server_a', 'server_b', 'test_rows']);
    expect(dropped.familyCap).toBe(1);
  });

  it('are refused under another prefix, and where one is there already', () => {
    const { emit } = makeSampler({ families: [rows], openFamilies });
    expect(() => emit(other, {}, 1)).toThrow("test_other is not among the collector's families.");
    emit(named('a'), {}, 1);
    expect(() => emit(named('a'), {}, 2)).toThrow('server_a is two families of the collector.');
  });
});
