import { describe, expect, it } from 'vitest';
import { parsePromql } from '../prometheus/lint/parse-promql.ts';
import { fillVariables, unfill } from './fill-variables.ts';
import { needsOf } from './need.ts';

const variables = [
  { name: 'limit', type: 'textbox', current: '3' },
  { name: 'metric', type: 'custom', current: 'orders' },
];

/** What an expression with variables needs, a line each; undefined where it does not parse. */
const needs = (expr: string) => {
  const parsed = parsePromql(fillVariables(expr, variables));
  if ('near' in parsed) return undefined;
  return needsOf(parsed.syntax).map(({ name, matchers }) =>
    [
      name && `${name.value}${name.isPattern ? ' (pattern)' : ''}`,
      ...matchers.map((one) => one.label + one.op + one.value),
    ]
      .filter(Boolean)
      .join(' '),
  );
};

it.each([
  ['up{job="$job"}', ['up']],
  [`up{job=~"\${job:regex}", instance=~"[[instance]]"}`, ['up']],
  ['up{job!="$job"}', ['up']],
  ['up{instance="$host:9100"}', ['up instance=~.*:9100']],
  ['up{instance=~"$host.+"}', ['up instance=~.*.+']],
  ['up{path=~"a.b$"}', ['up path=~a.b$']],
  ['label_replace(up, "a", "$1", "b", "(.*)")', ['up']],
  ['rate(up[$interval])', ['up']],
  ['rate(up[[[interval]]])', ['up']],
  ['max_over_time(up[$__range:$__interval] offset $ago)', ['up']],
  [`rate(up[\${__rate_interval}])`, ['up']],
  ['sum(up) * $__interval_ms / $__range_s', ['up']],
  ['up > $limit', ['up']],
  ['topk($limit, up)', ['up']],
  ['quantile($q, up)', ['.* (pattern)', 'up']],
  [`shop_\${metric}_total`, ['shop_.*_total (pattern)']],
  ['$metric{job="a"}', ['.* (pattern) job=a']],
  ['sum by ($label) (up)', ['up']],
  ['up * on ($label) group_left ($other) down', ['up', 'down']],
  ['$function(up)', ['up']],
  ['$function by (job) (up)', ['up']],
  [`\${function}(rate(up[5m]))`, ['up']],
  ['absent(up) or down', ['down']],
])('knows what %s needs', (expr, expected) => {
  expect(needs(expr)).toEqual(expected);
});

describe('variables as people write them', () => {
  it.each([`up{job="$job", a=~"x|\${b:pipe}"}`, `shop_\${metric}_total > 1`])('come back in sentences: %s', (expr) => {
    expect(unfill(fillVariables(expr, []))).toBe(expr.replace(`\${b:pipe}`, '$b'));
  });
});
