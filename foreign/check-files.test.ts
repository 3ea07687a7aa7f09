import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkFiles } from './check-files.ts';
import { pageSource } from './page-source.ts';
import { readFiles } from './read-files.ts';
import { readPage } from './read-page.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

const check = async (folder: { readonly dashboards?: string; readonly rules?: string }) => {
  const page = readPage(await readFile(join(fixtures, 'shop.prom'), 'utf8')) ?? [];
  const files = async (path: string | undefined, ...endings: readonly string[]) =>
    path === undefined ? [] : readFiles(join(fixtures, path), endings);
  const { findings, notMade, asked } = await checkFiles(
    {
      dashboards: await files(folder.dashboards, '.json', 'resource.yml'),
      rules: await files(folder.rules, '.yml', '.yaml'),
    },
    pageSource('the page', [page]),
  );
  const plain = (text: string) => text.replaceAll(`${join(fixtures, folder.dashboards ?? folder.rules ?? '')}/`, '');
  return {
    said: findings.map(({ file, where, rule, message }) => `${plain(file)}: ${where}: ${message} (${rule})`),
    notMade: notMade.map(plain),
    asked,
  };
};

it('finds what dashboards of all ages ask for that is not there, and nothing else', async () => {
  const { said, notMade, asked } = await check({ dashboards: 'dashboards' });
  expect(said).toEqual([
    'api-answer.json: panel "Any", query B: no series has a name like {__name__=~"shop_.*_orders"}. (points-at-nothing)',
    'closed-rows.json: panel "Many", query A: it names the label city, which its series have not. (missing-label)',
    'closed-rows.json: panel "Waits", query A: there is no series shop_wait_bucket; like it are shop_wait_seconds_bucket, shop_wait_seconds_count, shop_wait_seconds_sum. (points-at-nothing)',
    'closed-rows.json: panel "Carts, shared", query A: it aggregates by town, a label that its series have not. (missing-label)',
    'closed-rows.json: panel "Mixed", query D: it is not PromQL: something is wrong near "shop_carts". (valid-promql)',
    'closed-rows.json: variable shop: it names the label town, which its series have not. (missing-label)',
    'resource.json: panel "Carts", query B: there is no series shop_carts_max. (points-at-nothing)',
    'resource.json: annotation Closings: there is no series shop_closed. (points-at-nothing)',
    'resource.yml: panel "Sizes", query A: there is no series shop_size_bytes. (points-at-nothing)',
    'rows.json: panel "Orders", query B: there is no series shop_orders; like it are shop_orders_total. (points-at-nothing)',
    'rows.json: panel "Lost", query A: shop_orders_total is there, but never with outcome="lost": it has outcome paid, refused. (points-at-nothing)',
    'rows.json: variable till: there is no series shop_tills. (points-at-nothing)',
    'rows.json: annotation Openings: there is no series shop_opened_timestamp. (points-at-nothing)',
  ]);
  expect(notMade).toEqual([
    'closed-rows.json: panel "Elsewhere": not checked, for the library panel Somebody\'s is not in the file; export it with its library panels.',
    'resource.json: panel "Shared": not checked, for the library panel Shared by all is not in the file; export it with its library panels.',
    'api-answer.json: panel "Any", query A: not checked as a whole, for {shop="Seoul"} may be any metric.',
  ]);
  expect(asked).toBe(21);
});

it('finds what rules ask for that is not there; what they record themselves will be', async () => {
  const { said, asked } = await check({ rules: 'rules' });
  expect(said).toEqual([
    'resource.yaml: alert Closed: shop_orders_total is there, but never with shop="Daegu": it has shop Busan, Seoul. (points-at-nothing)',
    'shop.yml: recording rule job:shop_returns:rate5m: there is no series shop_returns_total. (points-at-nothing)',
    'shop.yml: alert TooSlow: it names the label region, which its series have not. (missing-label)',
  ]);
  expect(asked).toBe(7);
});

it('has one sentence for each file of nonsense', async () => {
  const dashboards = await check({ dashboards: 'nonsense' });
  expect(dashboards.said).toEqual([
    expect.stringMatching(/^bytes\.json: whole file: it is not JSON: \P{C}+\. \(readable\)$/u),
    expect.stringMatching(/^cut\.json: whole file: it is not JSON: .+\. \(readable\)$/),
    expect.stringMatching(/^empty\.json: whole file: it is not JSON: .+\. \(readable\)$/),
  ]);
  expect(dashboards.notMade).toEqual(
    ['deep', 'empty-list', 'package'].map((name) => `${name}.json: not checked, for it is no dashboard.`),
  );
  const rules = await check({ rules: 'nonsense' });
  expect(rules.said).toEqual([
    expect.stringMatching(/^cut\.yml: whole file: it is not YAML: .+\. \(readable\)$/),
    'odd.yml: recording rule (no name): it is not PromQL: something is wrong near "". (valid-promql)',
    'odd.yml: alert A: it is not PromQL: something is wrong near "". (valid-promql)',
  ]);
  expect(rules.notMade).toEqual(['word.yml: not checked, for it has no groups of rules.']);
});
