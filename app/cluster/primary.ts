import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setupPrimary } from '@socket.io/cluster-adapter';
import { register } from '../../metrics/prom-client.ts';
import { keepTrying } from '../keep-trying.ts';
import { keepCounts } from '../limits/shared-counts.ts';
import { startCanary } from '../logging/canary.ts';
import { openFindLines } from '../logging/find-lines.ts';
import { logProcessEvents } from '../logging/process-events.ts';
import { type RunningLog, startLog } from '../logging/start-log.ts';
import { chatMetrics, nodeMetrics } from '../metrics.ts';
import { isPresenceCall } from '../presence/primary-messages.ts';
import { createPrimaryRooms, type PrimaryRooms } from '../presence/primary-rooms.ts';
import { readLimits } from '../retention/limits.ts';
import { type Mover, startMover } from '../retention/mover.ts';
import { startSearch } from '../search/start-search.ts';
import { StartError } from '../start-error.ts';
import { migrate } from '../storage/migrate.ts';
import { openDatabase } from '../storage/pool.ts';
import { measureEventLoop } from '../telemetry/event-loop.ts';
import { measureProcess } from '../telemetry/process.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { startAdminServer } from './admin-server.ts';
import { createCollector } from './collector.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { handCertificates } from './hand-certificates.ts';
import { isCollectAnswer } from './ipc.ts';
import type { Setting } from './setting.ts';

/** Milliseconds that workers have to stop, which need up to 7.5 s, and then the search, this process' connection and last log lines. */
const patience = { workers: 8_000, search: 1_000, database: 500, logs: 5_000 };

/** Name of this process among the workers, in metrics and logs. */
const worker = 'primary';

const listenError = (what: string, key: string, port: number) => (cause: unknown) => {
  const busy = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  const reason = busy ? 'another process has it' : cause instanceof Error ? cause.message : String(cause);
  throw new StartError(`Port ${port} cannot be had for ${what}: ${reason}; free it or set app.${key}.`, { cause });
};

/** Finds out now that the workers' port is busy, instead of in each worker again and again. */
const tryPort = async (host: string, port: number): Promise<void> => {
  const server = createServer().listen({ host, port, exclusive: true });
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
};

/** Metrics of this process, and of all workers through it. */
const collectAll = (telemetry: Telemetry, fleet: () => Fleet | undefined, running: RunningLog) => {
  const silences = register(telemetry.registry, chatMetrics.workerSilences);
  const collector = createCollector({
    workers: () =>
      (fleet()?.running() ?? [])
        .filter(({ worker }) => worker.isConnected())
        .map(({ place, worker }) => ({ id: worker.id, place, ask: (request) => worker.send(request) })),
    own: telemetry.collect,
    onSilence: (place) => {
      silences.add({});
      running.log.warn(`Worker ${place} did not tell its metrics in time.`);
    },
  });
  cluster.on('message', (from: Worker, message: unknown) => {
    if (isCollectAnswer(message)) collector.receive(from.id, message);
  });
  return collector;
};

/** The people of all workers, where no Redis keeps them. */
const keepPeople = (rooms: readonly string[], telemetry: Telemetry, fleet: () => Fleet | undefined): PrimaryRooms => {
  const people = createPrimaryRooms({
    send(to, word) {
      for (const { worker } of fleet()?.running() ?? []) {
        if (worker.isConnected() && (to === 'all' || to === worker.id)) worker.send(word);
      }
    },
    rooms,
    telemetry,
  });
  cluster.on('message', (from: Worker, message: unknown) => {
    // Its last words may come after its end.
    if (isPresenceCall(message) && !from.isDead()) people.receive(from.id, message);
  });
  return people;
};

/**
 * Migrates the schema, runs the workers and the mover of old messages, and serves metrics and health of all of them until the
 * signal aborts; then stops the workers in order.
 * @throws StartError if a port is busy, or the certificate cannot be served
 */
export const runPrimary = async ({ config, login, build, leftOut, signal, onHangUp }: Setting): Promise<void> => {
  const { host, port, metricsPort, workers } = config.app;
  const telemetry = createTelemetry();
  const running = startLog(config, { build, worker, telemetry, elasticsearch: !leftOut.elasticsearch });
  const { log } = running;
  logProcessEvents(running);
  if (!leftOut.elasticsearch) startCanary(openFindLines(config), { log, telemetry, signal });
  const stopMeasures = [measureProcess(telemetry, worker), measureEventLoop(telemetry, worker)];
  register(telemetry.registry, nodeMetrics.startTime).set({}, performance.timeOrigin / 1e3);
  const restarts = register(telemetry.registry, chatMetrics.workerRestarts);
  const replacements = register(telemetry.registry, chatMetrics.workerReplacements);
  const counts = register(telemetry.registry, chatMetrics.workers);
  let fleet: Fleet | undefined;
  let mover: Mover | undefined;
  let stopSearch: (() => Promise<void>) | undefined;
  telemetry.beforeCollect(() => {
    counts.set({ state: 'running' }, fleet?.listening() ?? 0);
    counts.set({ state: 'desired' }, workers);
  });

  const lookForCertificate = await handCertificates(config, {
    workers: () => fleet?.running() ?? [],
    telemetry,
    log,
    signal,
  });

  const database = openDatabase(login, { size: 1, telemetry, worker });
  const collector = collectAll(telemetry, () => fleet, running);
  const unready = async () => {
    if (signal.aborted) return 'The service stops.';
    if (fleet === undefined) return 'MySQL is awaited.';
    if (fleet.listening() === 0) return 'No worker serves yet.';
    return database.rows('SELECT 1').then(
      () => undefined,
      (error: unknown) => `MySQL does not answer: ${error instanceof Error ? error.message : error}`,
    );
  };
  const admin = await startAdminServer({ metrics: collector.page, unready }, { host, port: metricsPort }).catch(
    listenError('metrics and health', 'metricsPort', metricsPort),
  );
  try {
    await tryPort(host, port).catch(listenError('the service', 'port', port));
    const steps = await keepTrying('MySQL', () => migrate(login), { log, signal });
    log.info(
      steps.length > 0 ? `The schema was brought up to date: ${steps.join(', ')}.` : 'The schema is up to date.',
    );
    stopSearch = await startSearch(config, {
      login,
      database,
      elasticsearch: !leftOut.elasticsearch,
      telemetry,
      log,
      signal,
    });
    if (leftOut.redis) {
      setupPrimary();
      keepCounts();
    }
    const people = leftOut.redis ? keepPeople(config.rooms, telemetry, () => fleet) : undefined;
    fleet = startFleet({
      size: workers,
      stopWithinMs: patience.workers,
      log,
      onRestart: () => restarts.add({}),
      onReplacement: (outcome) => replacements.add({ outcome }),
      onExit({ id }) {
        collector.retire(id);
        people?.drop(id);
      },
    });
    mover = startMover({
      login,
      limits: readLimits(config),
      indexed: !leftOut.elasticsearch,
      intervalSeconds: config.retention.intervalSeconds,
      telemetry,
      log,
    });
    onHangUp(() => {
      log.info(
        'Asked by SIGHUP, the service looks for a new certificate and replaces its workers one after the other.',
      );
      void lookForCertificate().then(() => fleet?.replaceAll());
    });
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.all([fleet?.stop(), mover?.stop()]);
    // After the last message. It asks MySQL, which may not answer.
    await Promise.race([stopSearch?.(), delay(patience.search)]);
    admin.close();
    admin.closeAllConnections();
    await database.end(patience.database);
    log.info('The service has stopped.');
    await running.close(patience.logs);
    for (const end of stopMeasures) end();
  }
};
