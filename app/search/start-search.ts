import type { Config } from '../../config/load-config.ts';
import { keepTrying } from '../keep-trying.ts';
import type { Log } from '../logging/log.ts';
import type { Session } from '../storage/database.ts';
import type { MysqlLogin } from '../storage/login.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { startFulltext } from './fulltext.ts';
import { openRebuilds } from './rebuilds.ts';
import { startRelay } from './start-relay.ts';

/**
 * Starts what keeps the two indices of messages up to date. Without Elasticsearch it notes before and after that messages are
 * stored which the outbox does not name, so that the next start with it builds the index anew.
 * @returns a function that stops it, to be called when no more messages are stored
 * @throws the signal's reason once it aborts
 */
export const startSearch = async (
  config: Config,
  options: {
    readonly login: MysqlLogin;
    readonly database: Session;
    readonly elasticsearch: boolean;
    readonly telemetry: Telemetry;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): Promise<() => Promise<void>> => {
  const { database, elasticsearch, log, signal } = options;
  const noteGap = () => openRebuilds(database).ask('gap');
  if (!elasticsearch) await keepTrying('MySQL', noteGap, { log, signal });
  const stopFulltext = startFulltext(options);
  if (elasticsearch) {
    const stopRelay = startRelay(config, options);
    return async () => {
      await Promise.all([stopRelay(), stopFulltext()]);
    };
  }
  return async () => {
    await stopFulltext();
    await noteGap().catch((error: unknown) =>
      log.warn('That the search index lacks messages is not noted.', {}, error),
    );
  };
};
