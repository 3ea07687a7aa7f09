import type { GeneratedFile } from '../../config/generated-file.ts';
import { dashboardSchema } from '../../dashboards/lint/dashboard-json.ts';
import { shownPanels } from '../../dashboards/lint/rule.ts';
import { secondsOf } from '../../prometheus/lint/literals.ts';
import type { Asked } from './ask.ts';

/** What a panel asks when it is opened. */
export interface PanelQuestions {
  readonly dashboard: string;
  readonly panel: string;
  /** Seconds between two points. */
  readonly step: number;
  readonly asked: readonly Asked[];
}

/** Pixels and columns of Grafana's grid on a wide screen. It asks for a point for each pixel of a panel, and rounds their distance. */
const grid = { pixels: 1_888, columns: 24 };

/** Distances that Grafana rounds to, in seconds, each with the longest that is rounded to it. */
const distances: readonly (readonly [most: number, distance: number])[] = [
  [12.5, 10],
  [17.5, 15],
  [25, 20],
  [45, 30],
  [90, 60],
  [210, 120],
  [450, 300],
  [750, 600],
  [1050, 900],
];

/** Seconds between two scrapes, as Grafana's data source is told. */
const scrapeSeconds = 15;

/** What there is to know of a panel's points: its width, and if it says so, the most of them and the least between two. */
interface Points {
  readonly gridPos: { readonly w: number };
  readonly maxDataPoints?: unknown;
  readonly interval?: unknown;
}

/** Seconds between two points of a panel that shows some time. @see Grafana's roundInterval */
const stepOf = (seconds: number, { gridPos, maxDataPoints, interval }: Points): number => {
  const most = typeof maxDataPoints === 'number' ? maxDataPoints : (grid.pixels * gridPos.w) / grid.columns;
  const distance = distances.find(([longest]) => seconds / most < longest)?.[1] ?? 1800;
  return Math.max(scrapeSeconds, distance, secondsOf(String(interval)) ?? 0);
};

/** What Grafana fills in where all is chosen. */
const filled = (expr: string, seconds: number, step: number): string =>
  expr
    .replaceAll('$__rate_interval', `${Math.max(step + scrapeSeconds, 4 * scrapeSeconds)}s`)
    .replaceAll('$__interval', `${step}s`)
    .replaceAll('$__range', `${seconds}s`)
    .replace(/\$\{?[a-zA-Z]\w*(:\w+)?\}?/g, '.+');

/**
 * What the panels of generated dashboards ask of Prometheus.
 * @param seconds of the time that they show
 */
export const questionsOf = (files: readonly GeneratedFile[], seconds: number): PanelQuestions[] =>
  files
    .filter(({ path }) => /^dashboards\/generated\/[^/]+\.json$/.test(path))
    .flatMap(({ text }) => {
      const json = dashboardSchema.parse(JSON.parse(text));
      return shownPanels(json)
        .map(({ title, targets, ...points }) => {
          const step = stepOf(seconds, points);
          return {
            dashboard: String(json.title),
            panel: title,
            step,
            asked: targets
              .filter(({ datasource, expr }) => (datasource?.type ?? 'prometheus') === 'prometheus' && expr !== '')
              .map(({ expr, instant }) => ({ expr: filled(expr, seconds, step), instant: instant === true })),
          };
        })
        .filter(({ asked }) => asked.length > 0);
    });
