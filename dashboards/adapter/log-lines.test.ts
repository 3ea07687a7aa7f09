import { expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { linesUrl } from './kibana.ts';
import { type Lines, toLucene } from './log-lines.ts';

const config = parseConfig(
  { service: 'shop', environment: 'test', urls: { kibana: 'https://kibana.example/k/' } },
  'x.ts',
);

// Never called: the type check fails where one of these compiles.
void ((): Lines[] => [
  // @ts-expect-error: a field that no line has
  { 'labels.rom': 'I' },
  // @ts-expect-error: none of no values
  { 'log.level': [] },
]);

it.each<readonly [Lines, string]>([
  [{ 'labels.room': 'I' }, 'labels.room:"I"'],
  [{ 'labels.room': 'a "b" \\c' }, 'labels.room:"a \\"b\\" \\\\c"'],
  [{ 'log.level': ['error', 'warn'] }, 'log.level:("error" OR "warn")'],
  [{ 'error.code': 'ER_*' }, 'error.code:ER_*'],
  [{ 'url.path': '/board/*' }, 'url.path:\\/board\\/*'],
  [{ 'client.address': '*', 'log.level': 'warn' }, 'client.address:* AND log.level:"warn"'],
])('writes %j as %s', (lines, text) => {
  expect(toLucene(lines)).toBe(text);
});

/** The state in an address of Discover, as Kibana reads it. */
const stateOf = (url: string): string => decodeURIComponent(/&_a=(.*)$/.exec(url)?.[1] ?? '');

it('leads to lines of this service in Kibana, of the minutes that Grafana shows', () => {
  const url = linesUrl(config, { 'log.level': 'error' });
  expect(url).toContain(
    `https://kibana.example/k/app/discover#/?_g=(time:(from:'\${__from:date:iso}',to:'\${__to:date:iso}'))&_a=`,
  );
  expect(stateOf(url)).toContain(
    `query:(language:lucene,query:'service.name:"shop" AND service.environment:"test" AND log.level:"error"')`,
  );
});

it('lets Grafana fill in the values of a series, and nothing end the text that it is in', () => {
  const url = linesUrl(config, { 'labels.room': "it's!" }, { 'labels.worker': '__field.labels.worker' });
  expect(url).toContain(`\${__field.labels.worker:percentencode}`);
  expect(stateOf(url)).toContain(`labels.room:"it!'s!!" AND labels.worker:"\${__field.labels.worker:percentencode}"'`);
});
