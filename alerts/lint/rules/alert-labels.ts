import type { AlertRule } from '../alert-rule.ts';
import { fieldsOfTemplate } from '../template.ts';

const withLabel = (name: string, value: string) => ({ labels: { severity: 'ticket', [name]: value } });

/** Labels that tell alerts apart, and nothing else. */
export const alertLabels: AlertRule = {
  name: 'alert-labels',
  why: 'By its labels an alert is known: one that changes makes another alert of it, one that is set twice loses a value.',
  find: ({ written: { labels }, series, externalLabels }) =>
    Object.entries(labels).flatMap(([name, value]) => [
      ...(/^[a-z][a-z0-9_]*$/.test(name) ? [] : [`name its label ${name} in lower case.`]),
      ...(fieldsOfTemplate(value).hasValue
        ? [
            `its label ${name} tells the value, so that each evaluation begins another alert; tell it in the description.`,
          ]
        : []),
      ...(series !== 'any' && series.has(name)
        ? [`its label ${name} takes the place of one that its series have; rename it.`]
        : []),
      ...(externalLabels.includes(name)
        ? [`its label ${name} takes the place of one of Prometheus' external labels; rename it.`]
        : []),
    ]),
  good: [withLabel('team', 'chat')],
  bad: [
    { example: withLabel('Team', 'chat'), says: 'name its label Team in lower case.' },
    {
      example: withLabel('carts', '{{ $value }}'),
      says: 'its label carts tells the value, so that each evaluation begins another alert; tell it in the description.',
    },
    {
      example: withLabel('shop', 'Seoul'),
      says: 'its label shop takes the place of one that its series have; rename it.',
    },
    {
      example: withLabel('environment', 'live'),
      says: "its label environment takes the place of one of Prometheus' external labels; rename it.",
    },
  ],
};
