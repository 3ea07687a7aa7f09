import { once } from 'node:events';
import { createHttpApp } from '../http/http-app.ts';
import { createGates } from '../limits/gates.ts';
import { createLimits } from '../limits/limits.ts';
import { limitPipelines } from '../limits/pipeline-limit.ts';
import { logProcessEvents } from '../logging/process-events.ts';
import { startLog } from '../logging/start-log.ts';
import { startModeration } from '../moderation/moderation.ts';
import { openWords } from '../moderation/words.ts';
import { loadPage } from '../page/page-files.ts';
import type { PresenceChannel } from '../presence/primary-store.ts';
import { openHistory } from '../retention/history.ts';
import { openSearches } from '../search/searches.ts';
import { createServiceServer } from '../security/service-server.ts';
import { linkByPrimary, linkByRedis } from '../sockets/adapter.ts';
import { startSocketServer } from '../sockets/socket-server.ts';
import { openChatlogs } from '../storage/chatlogs.ts';
import { createMessageWriter } from '../storage/message-writer.ts';
import { openDatabase } from '../storage/pool.ts';
import { openRemoval } from '../storage/removal.ts';
import { logSlowStatements } from '../storage/slow-statements.ts';
import { openGuests, openProfiles } from '../storage/users.ts';
import { measureBuild } from '../telemetry/build-info.ts';
import { measureEventLoop } from '../telemetry/event-loop.ts';
import { measureProcess } from '../telemetry/process.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { answerCollections, type PrimaryChannel } from './answer-collections.ts';
import { receiveCertificates } from './receive-certificates.ts';
import type { Setting } from './setting.ts';

/** Milliseconds that a stop may take: for events under way, then for closing connections to MySQL, then for log lines. */
const patience = { events: 2_000, database: 500, logs: 5_000 };

/** Milliseconds between looks at the lists of bad words, and so until a new word counts. */
const moderationPeriod = 5_000;

const aborted = (signal: AbortSignal) => (signal.aborted ? Promise.resolve() : once(signal, 'abort'));

/** Serves people until the signal aborts; then finishes what is under way. `place` is the worker's place in the cluster. */
export const runWorker = async (
  { config, login, issuer, build, leftOut, signal }: Setting,
  { place, channel }: { readonly place: string; readonly channel: PrimaryChannel & PresenceChannel },
): Promise<void> => {
  const { rooms, app } = config;
  const certificates = app.tls && receiveCertificates(channel);
  const telemetry = createTelemetry();
  const running = startLog(config, { build, worker: place, telemetry, elasticsearch: !leftOut.elasticsearch });
  const { log } = running;
  logProcessEvents(running);
  const sendMetrics = answerCollections(telemetry, channel);
  measureBuild(telemetry, build);
  const stopMeasures = [measureProcess(telemetry, place), measureEventLoop(telemetry, place)];

  const database = openDatabase(login, {
    size: app.poolSize,
    telemetry,
    worker: place,
    watch: logSlowStatements(log, config),
  });
  const chatlogs = openChatlogs(database);
  const indexed = !leftOut.elasticsearch;
  const writer = createMessageWriter(database, { indexed, telemetry, worker: place });
  const stop: (() => Promise<void>)[] = [() => database.end(patience.database)];
  try {
    await sendMetrics();
    const findBadWord = await startModeration(openWords(database), {
      period: moderationPeriod,
      worker: place,
      telemetry,
      log,
      signal,
    });
    const linkOptions = { telemetry, worker: place };
    const link = leftOut.redis
      ? linkByPrimary(channel, { ...linkOptions, workers: app.workers })
      : await linkByRedis(config.redis, {
          ...linkOptions,
          rooms,
          log,
          signal,
          prefix: `${config.service}:${config.environment}`,
        });

    const limits = createLimits(app, { share: link.shareCounts, telemetry, log });
    const gates = createGates(limits, app.trustedProxies);
    const history = openHistory(database);
    const searches = openSearches(config, { database, log, elasticsearch: indexed });
    const guests = openGuests(database);
    const people = { issuer, addGuest: guests.add, findBadWord };
    const removal = {
      remove: openRemoval(database, { indexed }),
      announceRemoval: (room: string, chatId: number) => sockets.announceRemoval(room, chatId),
    };
    const site = { tls: app.tls !== undefined, origins: app.origins };
    const http = await createServiceServer(
      createHttpApp({
        rooms,
        page: await loadPage(),
        site,
        chatlogs,
        searches,
        history,
        people,
        gates,
        removal,
        telemetry,
        log,
      }),
      certificates,
    );
    const sockets = startSocketServer(http, {
      rooms,
      origins: app.origins,
      longPolling: app.longPolling,
      worker: place,
      link,
      issuer,
      gates,
      writer,
      findMessage: chatlogs.find,
      findProfile: openProfiles(database),
      keepGuest: guests.keep,
      findBadWord,
      telemetry,
      log,
    });
    limitPipelines(http);
    stop.unshift(() => sockets.close(patience.events));
    http.listen(app.port, app.host);
    await once(http, 'listening');
    log.info(`Worker ${place} serves ${app.host}:${app.port}.`);
    await aborted(signal);
    log.info(`Worker ${place} stops.`);
  } catch (error) {
    if (signal.aborted) return;
    log.error(`Worker ${place} cannot go on.`, {}, error);
    throw error;
  } finally {
    for (const end of stop) await end().catch((error: unknown) => log.warn('A part did not stop in order.', {}, error));
    log.info(`Worker ${place} has stopped.`);
    await running.close(patience.logs);
    // Without a primary nobody is left to read them.
    await sendMetrics().catch(() => {});
    for (const end of stopMeasures) end();
  }
};
