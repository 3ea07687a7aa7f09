import { expect, it } from 'vitest';
import { readPage } from './read-page.ts';

const read = (text: string) => readPage(text)?.map((series) => Object.fromEntries(series));

it('reads names and labels in the text format, whatever stands in the values of labels', () => {
  const page = [
    '# HELP a_total Help.',
    '# TYPE a_total counter',
    'a_total 1',
    'a_total{b="c"} 1e+06 1700000000000',
    'a:b:c{d="x\\"y\\\\z\\nw", e="{},=# "} -Inf',
    'a_total{} NaN',
    'a_total{b="c",} 3',
  ].join('\r\n');
  expect(read(page)).toEqual([
    { __name__: 'a_total' },
    { __name__: 'a_total', b: 'c' },
    { __name__: 'a:b:c', d: 'x"y\\z\nw', e: '{},=# ' },
    { __name__: 'a_total' },
    { __name__: 'a_total', b: 'c' },
  ]);
});

it('reads OpenMetrics, with exemplars and quoted names', () => {
  const page = 'a_bucket{le="1.0"} 5 # {trace_id="x"} 0.5\n{"a.b", "c.d"="e"} 1\n# EOF\n';
  expect(read(page)).toEqual([
    { __name__: 'a_bucket', le: '1.0' },
    { __name__: 'a.b', 'c.d': 'e' },
  ]);
});

it.each(['', '<!doctype html>\n<p>Hello</p>\n', '{"status":"success"}', 'hello\nworld\nup 1\n', 'a{b=c} 1'])(
  'does not take %j for a page of metrics',
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);
