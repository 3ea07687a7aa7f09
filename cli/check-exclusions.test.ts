import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { excuse } from './check-exclusions.ts';

const unit = {
  file: 'dashboards/generated/chat.json',
  where: 'panel "Rooms"',
  rule: 'panel-unit',
  message: 'it has no unit.',
};
const text = { ...unit, rule: 'panel-text', message: 'it has no title.' };
const around = { file: 'gapwatch.config.ts', today: '2027-01-15' };
const exclusion = { rule: 'panel-unit', reason: 'The unit comes with the next release.', until: '2027-02-01' };

it('takes out what is excused, and tells it with its reason', () => {
  expect(excuse([unit, text], [exclusion], around)).toEqual({
    findings: [text],
    excused: [{ ...unit, reason: exclusion.reason, until: exclusion.until }],
  });
  const narrow = { ...exclusion, file: unit.file, where: unit.where };
  expect(excuse([unit], [narrow], around).findings).toEqual([]);
});

it('excuses nothing in another file or place, and says so of the exclusion', () => {
  for (const other of [{ file: 'dashboards/generated/mysql.json' }, { where: 'panel "Up"' }, { rule: 'grid' }]) {
    expect(excuse([unit], [{ ...exclusion, ...other }], around).findings).toEqual([
      unit,
      {
        file: 'gapwatch.config.ts',
        where: 'check.exclusions[0]',
        rule: 'exclusion',
        message: `it excuses nothing any more (${other.rule ?? 'panel-unit'}); remove it.`,
      },
    ]);
  }
});

it('holds on its last day, and is itself a finding from the next day on', () => {
  expect(excuse([unit], [exclusion], { ...around, today: '2027-02-01' }).findings).toEqual([]);
  expect(excuse([unit], [exclusion], { ...around, today: '2027-02-02' }).findings).toEqual([
    unit,
    expect.objectContaining({
      where: 'check.exclusions[0]',
      message: 'it ended on 2027-02-01: mend what it excuses (panel-unit), or say anew why not, and until when.',
    }),
  ]);
});

it('does not let an exclusion hold for ever', () => {
  expect(excuse([unit], [{ ...exclusion, until: '2999-01-01' }], around).findings).toEqual([
    expect.objectContaining({ message: 'it holds until 2999-01-01, more than a year ahead; choose an earlier day.' }),
  ]);
});

it('needs a reason and a day', () => {
  const parse = (changes: object) => () =>
    parseConfig({ check: { exclusions: [{ ...exclusion, ...changes }] } }, 'a.ts');
  expect(parse({})).not.toThrow();
  expect(parse({ reason: 'later' })).toThrow(
    'a.ts: check.exclusions[0].reason is "later", expected a sentence that ends with a full stop.',
  );
  expect(parse({ until: 'soon' })).toThrow('a.ts: check.exclusions[0].until is "soon", expected a day as 2026-12-25.');
  expect(parse({ until: undefined })).toThrow('check.exclusions[0].until');
});
