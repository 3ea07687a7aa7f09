import { printSeconds } from '../../../metrics/promql/print.ts';
import { secondsOf } from '../../../prometheus/lint/literals.ts';
import { selectorsOf } from '../../../prometheus/lint/selectors.ts';
import type { AlertRule } from '../alert-rule.ts';

/** What has held for a day is no news any more. */
const longestSeconds = 86_400;

/** A window that looks back as long takes the place of waiting. */
const longWindowSeconds = 300;

/** Waits long enough to be sure, and not so long that it is over. */
export const alertFor: AlertRule = {
  name: 'alert-for',
  why: 'An alert on a single sample fires for every late scrape; one that waits for a day comes when all is over.',
  find: ({ written, syntax, evaluationSeconds }) => {
    if (written.labels.severity === 'none') return [];
    const waits = written.for === undefined ? 0 : secondsOf(written.for);
    if (waits === undefined) return [`its for is ${written.for}, expected a length of time as 5m.`];
    if (waits > longestSeconds) return [`it waits for ${written.for}, longer than a day; shorten it.`];
    if (waits > 0 && waits < evaluationSeconds) {
      return [
        `it waits for ${written.for}, less than rules are evaluated (${printSeconds(evaluationSeconds)}); lengthen it.`,
      ];
    }
    const windows = selectorsOf(syntax).map(({ range = '0' }) => secondsOf(range) ?? 0);
    return waits === 0 && !windows.some((seconds) => seconds >= longWindowSeconds)
      ? ['it fires at the first sample; let it wait by for, or look back 5m or more.']
      : [];
  },
  good: [{}, { expr: 'max by (job, shop) (max_over_time(shop_carts[15m])) > 100', for: undefined }],
  bad: [
    { example: { for: undefined }, says: 'it fires at the first sample; let it wait by for, or look back 5m or more.' },
    { example: { for: '5 min' }, says: 'its for is 5 min, expected a length of time as 5m.' },
    { example: { for: '2d' }, says: 'it waits for 2d, longer than a day; shorten it.' },
    { example: { for: '5s' }, says: 'it waits for 5s, less than rules are evaluated (15s); lengthen it.' },
  ],
};
