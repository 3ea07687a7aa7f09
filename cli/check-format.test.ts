import { expect, it } from 'vitest';
import { type Checked, writeChecked } from './check-format.ts';

const rules = `groups:
  - name: shop
    rules:

      - alert: CartsLeft
        expr: shop_carts > 3
      - record: 'job:shop_carts:sum'
        expr: sum by (job) (shop_carts)
`;
const dashboard = JSON.stringify(
  { templating: { list: [{ name: 'job' }] }, panels: [{ title: 'Left: 100 %' }] },
  null,
  2,
);
const declarations = "export const shop = {\n  carts: metric.counter('shop_carts', { help: 'Carts.' }),\n};\n";

const texts: Readonly<Record<string, string>> = {
  'a.rules.yml': rules,
  'a.json': dashboard,
  'metrics.ts': declarations,
};
const found = (file: string, where: string) => ({ file, where, rule: 'some-rule', message: 'it is wrong; mend it.' });

const checked: Checked = {
  what: '3 files',
  findings: [
    found('a.rules.yml', 'alert CartsLeft'),
    found('a.rules.yml', 'recording rule job:shop_carts:sum'),
    found('a.json', 'panel "Left: 100 %", query A'),
    found('a.json', 'variable job'),
    found('metrics.ts', 'metric shop_carts_total'),
    found('a.json', 'line 3'),
    found('gone.json', 'whole file'),
    { ...found('a.json', 'x'), message: 'two\nlines' },
  ],
  excused: [{ ...found('a.json', 'panel "Quiet"'), reason: 'Later.', until: '2027-01-01' }],
  notMade: ['b.yml: not checked.'],
};
const write = (format: 'text' | 'json' | 'github', folder = '') =>
  writeChecked(checked, format, (file) => texts[file], folder);

it('tells people in a line each, and how many there are', () => {
  expect(write('text').split('\n').at(0)).toBe('a.rules.yml: alert CartsLeft: it is wrong; mend it. (some-rule)');
  expect(write('text')).toMatch(/\nb\.yml: not checked\.\n3 files checked, 8 findings\. 1 excused\.$/);
  const one = writeChecked({ ...checked, findings: checked.findings.slice(0, 1), excused: [] }, 'text', () => '', '');
  expect(one).toMatch(/\n3 files checked, 1 finding\.$/);
});

it('tells programs in JSON, with lines where they are known', () => {
  const { findings, excused, notMade } = JSON.parse(write('json'));
  expect(findings.map(({ line }: { readonly line?: number }) => line)).toEqual([
    5,
    7,
    11,
    5,
    2,
    3,
    undefined,
    undefined,
  ]);
  expect(findings[0]).toEqual({ ...checked.findings[0], line: 5 });
  expect({ excused, notMade }).toEqual({ excused: checked.excused, notMade: checked.notMade });
});

it('tells GitHub in its commands, with what they must escape', () => {
  const lines = write('github', 'deploy/').split('\n');
  expect(lines[0]).toBe(
    '::error file=deploy/a.rules.yml,line=5,title=some-rule::alert CartsLeft: it is wrong; mend it.',
  );
  expect(lines[2]).toContain('line=11,title=some-rule::panel "Left: 100 %25", query A: it is wrong');
  expect(lines[6]).toContain('file=deploy/gone.json,line=1,');
  expect(lines[7]).toMatch(/::x: two%0Alines$/);
  expect(lines[8]).toBe('::warning title=not checked::b.yml: not checked.');
});
