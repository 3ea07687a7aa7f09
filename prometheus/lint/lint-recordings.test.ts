import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { lintRecordings, recordingRules } from './lint-recordings.ts';
import type { WrittenRecording } from './recording-rule.ts';

const before = { record: 'job:shop_orders:rate5m', expr: 'sum by (job) (rate(shop_orders_total[5m]))' };

/** What is said of a rule that stands after another. */
const lint = (rule: WrittenRecording) => {
  const rules = rule.expr === before.expr && rule.record === before.record ? [rule] : [before, rule];
  return lintRecordings([{ file: 'some.yml', text: JSON.stringify({ groups: [{ name: 'shop', rules }] }) }]);
};

it('has every rule of the folder, named as its file', async () => {
  const files = await readdir(new URL('recordings', import.meta.url));
  expect(recordingRules.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

describe.each(recordingRules)('the rule $name', ({ name, good, bad }) => {
  it.each(good)('says nothing, as no other does, of $record', (example) => {
    expect(lint(example)).toEqual([]);
  });

  it.each(bad)('says of $example.record: $says', ({ example, says }) => {
    const said = lint(example).filter(({ rule }) => rule === name);
    expect(said).toEqual([{ file: 'some.yml', where: `recording rule ${example.record}`, rule: name, message: says }]);
  });
});
