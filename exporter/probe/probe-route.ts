import type { Config } from '../../config/load-config.ts';
import { renderPage } from '../../metrics/exposition/page.ts';
import type { FamilyText } from '../../metrics/samples.ts';
import { makeEngine } from '../engine/engine.ts';
import type { Turns } from '../engine/turns.ts';
import { makePageBody } from '../http/page-body.ts';
import { type Route, reading, textReply } from '../http/route.ts';
import { makeSharedWork } from '../http/shared-work.ts';
import { pageReply, readWantedPage } from '../http/wanted-page.ts';
import type { Log } from '../log.ts';
import { makeMysqlCollectors } from '../mysql/mysql-collectors.ts';
import { findTarget, type ProbeTarget } from './probe-target.ts';

/** Servers probed at once: each takes connections and memory. */
const mostInFlight = 10;

/** Whose servers are probed, and who hears of it. */
export interface ProbeRouteOptions {
  /** The configuration that counts now. */
  readonly config: () => Config;
  readonly turns: Turns;
  readonly log: Log;
}

const collectorsOf = ({ login, collectors }: ProbeTarget) =>
  makeMysqlCollectors(login).map((collector) => ({
    ...collector,
    enabled: collectors?.includes(collector.name) ?? collector.enabled,
  }));

/**
 * Makes `/probe?target=HOST:PORT&module=NAME`: the collectors of MySQL for one of the servers that the configuration lists, on
 * connections that end with the answer. A server that does not answer is `mysql_up 0`.
 */
export const makeProbeRoute = ({ config, turns, log }: ProbeRouteOptions): Route => {
  const share = makeSharedWork<readonly FamilyText[]>();
  /** What was last said of each target, so that a server that is down is logged once. */
  const said = new Map<string, string>();
  let inFlight = 0;

  const tell = (target: ProbeTarget, problem: string) => {
    const name = `${target.address} (module ${target.module})`;
    const before = said.get(name) ?? '';
    if (problem === before) return;
    said.set(name, problem);
    if (problem === '') log('info', `Probe of ${name}: it works again.`);
    else log('error', `Probe of ${name}: ${problem}`);
  };

  const probe = async (target: ProbeTarget, budgetMs: number): Promise<readonly FamilyText[]> => {
    const engine = makeEngine(collectorsOf(target), () => {}, {
      turns,
      mostSamples: config().exporter.seriesPerFamily,
    });
    try {
      const families = await engine.scrape(budgetMs);
      tell(target, engine.outcomes().find(({ state }) => state === 'failed')?.reason ?? '');
      return families;
    } finally {
      await engine.close();
    }
  };

  return {
    methods: reading,
    async reply({ request: { headers }, query, whenClosed }) {
      if (!config().exporter.probe) {
        return textReply(404, 'No server may be probed: exporter.probe of the configuration names none.');
      }
      const [address, moduleName] = [query.get('target'), query.get('module')];
      if (!address || !moduleName) {
        return textReply(400, 'Name a server and a module: /probe?target=HOST:PORT&module=NAME.');
      }
      const target = findTarget(config(), address, moduleName);
      if (!target) return textReply(403, 'That server is not on the list of that module (exporter.probe).');
      if (inFlight >= mostInFlight) {
        return textReply(503, `${mostInFlight} servers are being probed already; probe less often.`, {
          'retry-after': '5',
        });
      }
      inFlight += 1;
      // Not when it is made: until it is read it takes memory.
      whenClosed(() => {
        inFlight -= 1;
      });
      const wanted = readWantedPage(headers);
      const { format, zip, budgetMs } = wanted;
      const families = await share(JSON.stringify([target, budgetMs]), () => probe(target, budgetMs));
      return pageReply(wanted, await makePageBody(renderPage(families, format), zip, turns));
    },
  };
};
