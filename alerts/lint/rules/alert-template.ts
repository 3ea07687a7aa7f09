import type { AlertRule } from '../alert-rule.ts';
import { exampleAlert } from '../example-alert.ts';
import { faultsOfTemplate, fieldsOfTemplate } from '../template.ts';

const { annotations } = exampleAlert();
const withSummary = (summary: string) => ({ annotations: { ...annotations, summary } });

/** Texts that Prometheus can fill in, with labels that the alert has. */
export const alertTemplate: AlertRule = {
  name: 'alert-template',
  why: 'A text that Prometheus cannot fill in arrives as an error, one with a label that is not there with a hole.',
  find: ({ written, series }) =>
    Object.entries(written.annotations).flatMap(([name, text]) => {
      const faults = faultsOfTemplate(text);
      if (faults.length > 0) return faults.map((fault) => `its ${name} cannot be filled in: ${fault}.`);
      const { labels, hasValue } = fieldsOfTemplate(text);
      const missing = labels.filter((label) => series !== 'any' && !series.has(label));
      return [
        ...missing.map((label) => `its ${name} tells the label ${label}, which its expression has not.`),
        ...(name === 'summary' && hasValue
          ? ['its summary tells the value, so that it is another one each time; tell it in the description.']
          : []),
      ];
    }),
  good: [{}, withSummary('{{ if eq $labels.shop "Seoul" }}Here{{ else }}{{ $labels.shop | toUpper }}{{ end }}')],
  bad: [
    {
      example: withSummary('Carts in {{ $labels.town }}'),
      says: 'its summary tells the label town, which its expression has not.',
    },
    { example: withSummary('Carts in {{ $labels.shop'), says: 'its summary cannot be filled in: {{ has no }}.' },
    {
      example: withSummary('{{ $value | humanise }}'),
      says: 'its summary cannot be filled in: there is no function humanise.',
    },
    {
      example: withSummary('{{ if $value }}x'),
      says: 'its summary cannot be filled in: an if, range or with has no end.',
    },
    {
      example: withSummary('{{ $value }} carts'),
      says: 'its summary tells the value, so that it is another one each time; tell it in the description.',
    },
  ],
};
