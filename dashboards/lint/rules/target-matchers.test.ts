import { expect, it } from 'vitest';
import { exampleDashboard, panelWith } from '../../../test/support/example-dashboard.ts';
import { targetMatchers } from './target-matchers.ts';

const known = { metrics: [] };
const faultsOf = (expr: string) => targetMatchers(exampleDashboard({ panels: [panelWith(expr)] }), known);

it('accepts selectors of the chosen targets, and recorded series', () => {
  expect(faultsOf('a{job=~"$job",instance=~"$instance",room="I"} / b{instance=~"$instance",job=~"$job"}')).toEqual([]);
  expect(faultsOf('job:chat_messages:rate5m')).toEqual([]);
});

it('refuses any selector that is not restricted to them', () => {
  expect(faultsOf('a{job=~"$job",instance=~"$instance"} / b{job="$job"}')).toEqual([
    {
      where: 'panel "Messages", query A',
      message: 'b is not restricted to the chosen targets; add job=~"$job".',
    },
    {
      where: 'panel "Messages", query A',
      message: 'b is not restricted to the chosen targets; add instance=~"$instance".',
    },
  ]);
});
