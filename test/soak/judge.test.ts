import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { ends, type Scenario, scenarios } from './scenarios.ts';

const scenarioOf = (name: string): Scenario => {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (!found) throw new Error(`No scenario is called ${name}.`);
  return found;
};

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Twenty lines of which all are there. */
const whole = () => ({
  tally: { logged: 20, accepted: 20, spool_full: 0, disk: 0, torn: 0, otherwise: 0, retried: 0, duplicates: 0 },
  found: { writers: ['w'], stored: numbers(1, 20) },
  aside: new Set<string>(),
});

describe.each(ends)('of a process that ended by %s', (end) => {
  const judged = (record: ReturnType<typeof whole>, name = 'healthy') => judge(scenarioOf(name), end, record);

  it('says nothing where each line is there once', () => {
    expect(judged(whole())).toEqual([]);
  });

  it.each(numbers(1, 20))('notices that line %i is lost', (lost) => {
    const record = whole();
    record.found.stored = record.found.stored.filter((line) => line !== lost);
    expect(judged(record)).toContainEqual(expect.stringMatching(/missing|19 are there/));
  });

  it.each(numbers(1, 20))('notices that line %i is there twice', (doubled) => {
    const record = whole();
    record.found.stored = [...record.found.stored, doubled].sort((a, b) => a - b);
    expect(judged(record)).toContain('1 lines are stored twice');
  });

  it('does not take one line twice for another that is lost', () => {
    const record = whole();
    record.found.stored = [1, ...numbers(1, 9), ...numbers(11, 20)];
    expect(judged(record).length).toBeGreaterThan(1);
  });

  it('lets lines be dropped only where there is no room, and then as many as are counted', () => {
    const record = whole();
    record.tally = { ...record.tally, accepted: 15, spool_full: 5 };
    record.found.stored = [...numbers(1, 10), ...numbers(16, 20)];
    expect(judged(record)).toContain('5 lines were dropped though there was room');
    expect(judged(record, 'full spool')).toEqual([]);
    record.found.stored = [...numbers(1, 9), ...numbers(16, 20)];
    expect(judged(record, 'full spool')).not.toEqual([]);
  });

  it('counts a line that was put aside as there, where lines are poisoned and nowhere else', () => {
    const record = whole();
    record.found.stored = numbers(1, 19);
    record.aside.add('w-20');
    expect(judged(record, 'poison document')).toEqual([]);
    expect(judged(record)).toEqual(['1 lines were put aside that are well']);
  });
});

it('lets a process that was killed have more lines than it could count, but none of them missing between others', () => {
  const record = whole();
  record.tally = { ...record.tally, logged: 12, accepted: 12 };
  expect(judge(scenarioOf('refused'), 'SIGKILL', record)).toEqual([]);
  expect(judge(scenarioOf('refused'), 'SIGTERM', record)).not.toEqual([]);
  record.found.stored = record.found.stored.filter((line) => line !== 18);
  expect(judge(scenarioOf('refused'), 'SIGKILL', record)).toEqual(['1 lines are missing between others']);
});

it('lets whoever ships for one that was killed find a line that was half written, and no more', () => {
  const record = whole();
  record.tally.torn = 1;
  expect(judge(scenarioOf('healthy'), 'none', record)).toEqual([]);
  record.tally.torn = 2;
  expect(judge(scenarioOf('healthy'), 'none', record)).toHaveLength(1);
});

it('does not believe in a fault that has not happened', () => {
  expect(judge(scenarioOf('full disk'), 'none', whole())).toEqual(['none was dropped, so nothing was full']);
  expect(judge(scenarioOf('poison document'), 'none', whole())).toEqual([
    'none was put aside, so the store has refused none',
  ]);
});
