import { renderPage } from '../../metrics/exposition/page.ts';
import type { Engine } from '../engine/engine.ts';
import { exporterFamilies } from '../engine/families.ts';
import { makeSampler } from '../engine/sampler.ts';
import type { Turns } from '../engine/turns.ts';
import type { ReloadState } from '../reload/reloader.ts';
import { readAsked } from './collector-query.ts';
import { makePageBody } from './page-body.ts';
import { type Route, reading, textReply } from './route.ts';
import { makeSharedWork } from './shared-work.ts';
import { pageReply, readWantedPage } from './wanted-page.ts';

/** Scrapes answered at once. Prometheus sends one per interval; more are a mistake, or an attack. */
const mostInFlight = 40;

/** Whose scrapes are answered, and by what. */
export interface MetricsRouteOptions {
  readonly engine: Pick<Engine, 'names' | 'disabled' | 'scrape'>;
  readonly version: string;
  /** When the exporter started, Unix time in seconds. */
  readonly startedAt: number;
  readonly turns: Turns;
  /** How the configuration was last taken. */
  readonly config?: () => ReloadState;
}

/**
 * Makes `/metrics`: 200 whatever its collectors meet, so that what did succeed is kept. Scrapes that ask for the same while it is
 * under way get the same bytes.
 */
export const makeMetricsRoute = ({ engine, version, startedAt, turns, config }: MetricsRouteOptions): Route => {
  const share = makeSharedWork<readonly Uint8Array[]>();
  let inFlight = 0;
  let refused = 0;

  const describeSelf = async () => {
    const { emit, write } = makeSampler({ families: Object.values(exporterFamilies) });
    emit(exporterFamilies.build, { version, node_version: process.version }, 1);
    emit(exporterFamilies.started, {}, startedAt);
    emit(exporterFamilies.inFlight, {}, inFlight);
    emit(exporterFamilies.refused, {}, refused);
    const { successful, succeededAt } = config?.() ?? { successful: true, succeededAt: startedAt };
    emit(exporterFamilies.configSuccessful, {}, successful ? 1 : 0);
    emit(exporterFamilies.configSucceeded, {}, succeededAt);
    return (await write(turns)).families;
  };

  return {
    methods: reading,
    async reply({ request: { headers }, query, whenClosed }) {
      const asked = readAsked(query, engine);
      if ('refusal' in asked) return textReply(400, asked.refusal);
      if (inFlight >= mostInFlight) {
        refused += 1;
        return textReply(503, `${mostInFlight} scrapes are being answered already; scrape less often.`, {
          'retry-after': '5',
        });
      }
      inFlight += 1;
      whenClosed(() => {
        inFlight -= 1;
      });
      const { only } = asked;
      const wanted = readWantedPage(headers);
      const { format, zip, budgetMs } = wanted;
      const body = await share(JSON.stringify([format, zip, budgetMs, only && [...only].sort()]), async () => {
        const families = [...(await engine.scrape(budgetMs, only)), ...(await describeSelf())];
        return makePageBody(renderPage(families, format), zip, turns);
      });
      return pageReply(wanted, body);
    },
  };
};
