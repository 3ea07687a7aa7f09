import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import type { Config } from '../../config/load-config.ts';
import type { Log } from '../logging/log.ts';
import { searchMetrics } from '../metrics.ts';
import type { Session } from '../storage/database.ts';
import { type LockedConnection, openLockedConnection } from '../storage/locked-connection.ts';
import type { MysqlLogin } from '../storage/login.ts';
import { lateGauge } from '../telemetry/late-gauge.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { sendStatesTo } from './bulk.ts';
import { indexNames } from './index-definition.ts';
import { openIndices } from './indices.ts';
import { readBacklog } from './outbox.ts';
import { type RelayOptions, relay } from './relay.ts';
import { measureRelay } from './relay-metrics.ts';

/** Milliseconds until a silent Elasticsearch counts as away. */
const requestTimeout = 10_000;

/** Milliseconds between tries to take the right to relay, and between looks at what waits. */
const periods = { right: 1_000, backlog: 1_000 };

/** A look at a long outbox takes longer; it may take this share of MySQL's time. */
const backlogShare = 0.05;

/** The relay's statements on the connection that holds its right. */
const sessionOf = ({ rows, change }: LockedConnection): Session => ({
  rows,
  run: async (sql, values) => (await change(sql, values)).insertId,
});

/**
 * Relays while it has the right to, which one process on all machines can have; until the signal aborts or `isDone`.
 * @returns false if another has the right
 * @throws Error of mysql2 if MySQL is lost or refuses; the signal's reason once it aborts
 */
export const relayAlone = async (
  login: MysqlLogin,
  options: RelayOptions,
  { signal, isDone }: { readonly signal: AbortSignal; readonly isDone?: () => Promise<boolean> },
): Promise<boolean> => {
  const connection = await openLockedConnection(login, 'search');
  if (!connection) return false;
  signal.addEventListener('abort', connection.destroy, { once: true });
  try {
    signal.throwIfAborted();
    await relay(sessionOf(connection), options, { signal, ...(isDone && { isDone }) });
    // Spoken out, as MySQL may notice the end of a connection later, and somebody may wait for the right.
    await connection.close();
    return true;
  } finally {
    signal.removeEventListener('abort', connection.destroy);
    connection.destroy();
  }
};

/** What a relay of this configuration works with, and how it lets go of Elasticsearch. */
export const openRelay = (
  config: Pick<Config, 'service' | 'environment' | 'urls'>,
  { telemetry, log }: { readonly telemetry: Telemetry; readonly log: Log },
): { readonly options: RelayOptions; readonly close: () => Promise<void> } => {
  const client = new Client({ node: config.urls.elasticsearch, maxRetries: 0, requestTimeout });
  const names = indexNames(config);
  const options = {
    names,
    indices: openIndices(client, names),
    send: sendStatesTo(client),
    metrics: measureRelay(telemetry),
    log,
  };
  return { options, close: () => client.close() };
};

/**
 * Starts the relay from the outbox to Elasticsearch. It outlives MySQL's and Elasticsearch's absences.
 * @param options.database tells what waits, also on machines where the relay does not run
 * @returns a function that stops it, within about a second
 */
export const startRelay = (
  config: Config,
  options: { readonly login: MysqlLogin; readonly database: Session; readonly telemetry: Telemetry; readonly log: Log },
): (() => Promise<void>) => {
  const { login, database, telemetry, log } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const rest = (ms: number) => delay(ms, undefined, { signal }).catch(() => {});
  const opened = openRelay(config, { telemetry, log });
  const setRows = lateGauge(telemetry, searchMetrics.outbox);
  const setLag = lateGauge(telemetry, searchMetrics.lag);

  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      await relayAlone(login, opened.options, { signal }).catch((error: unknown) => {
        if (!signal.aborted) log.warn('The relay to the search index broke off; it goes on in a moment.', {}, error);
      });
      await rest(periods.right);
    }
  };
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      const began = performance.now();
      // Without MySQL both stay as they were, and the alert on MySQL tells why.
      const backlog = await readBacklog(database).catch(() => undefined);
      if (backlog) {
        setRows(backlog.rows);
        setLag(backlog.seconds);
      }
      await rest(Math.max(periods.backlog, (performance.now() - began) / backlogShare));
    }
  };
  const working = Promise.all([work(), watch()]);
  return async () => {
    stop.abort(new Error('The relay stops.'));
    await working;
    await opened.close();
  };
};
