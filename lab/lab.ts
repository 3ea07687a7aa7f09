import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Config } from '../config/load-config.ts';
import { externalLabels } from '../prometheus/scrape-config.ts';
import { writeConfiguration } from './configuration.ts';
import { type InboxAddress, inboxAddress } from './inbox/address.ts';
import { renderNotification } from './inbox/line.ts';
import { type MailServer, startMailServer } from './inbox/mail.ts';
import { withPeopleReceivers } from './inbox/people-receivers.ts';
import { type Inbox, startInbox } from './inbox/server.ts';
import { LabError } from './lab-error.ts';
import { makeLabFolder } from './lab-folder.ts';
import { type LabPaths, labPaths } from './lab-paths.ts';
import { ownProgram } from './own-services.ts';
import { planLab, validateNames } from './plan.ts';
import { renderRecords } from './records-table.ts';
import type { Say, Service } from './service.ts';
import { defaultBackOff } from './supervisor/back-off.ts';
import { endLeftovers } from './supervisor/leftovers.ts';
import { takeLock } from './supervisor/lock.ts';
import { checkPorts } from './supervisor/port-check.ts';
import { createRecords, type Records } from './supervisor/records.ts';
import { readState, type ServiceRecord } from './supervisor/state.ts';
import { createSupervisor, type Supervisor } from './supervisor/supervisor.ts';
import { sweep } from './supervisor/sweep.ts';
import { planSwarm, removeLeftSwarm, type SwarmPlan, withTargets } from './swarm/plan.ts';
import { removeSwarm } from './swarm/swarm.ts';

/** What a lab is started with. */
export interface LabOptions {
  readonly config: Config;
  readonly configFile: string;
  /** Names of the parts to leave out. */
  readonly without: readonly string[];
  /** Whether the data of earlier labs is wiped first. */
  readonly fresh: boolean;
  /** Whether the chat service runs replicated on a Docker Swarm of this machine. */
  readonly swarm: boolean;
  /** Alert times and scrape intervals are divided by this. */
  readonly timeScale: number;
  readonly say: Say;
  /** Whether lines may be coloured. */
  readonly colour: boolean;
}

/** A lab of one configuration. */
export interface Lab {
  /**
   * Resolves when everything is up.
   * @returns the names of the parts that it does without, asked for or not
   * @throws LabError if it cannot start; nothing of it runs then
   */
  start(): Promise<readonly string[]>;
  /** Stops everything within 10 s. Safe at any time, also while it starts. */
  stop(): Promise<void>;
  /** Kills everything at once; `stop` still tells when it is over. */
  kill(): void;
}

/** Removes what earlier labs kept, but neither this one's lock nor the log that it may be writing. */
const wipe = async (paths: LabPaths): Promise<void> => {
  const remove = async (folder: string, kept: readonly string[]) => {
    const names = (await readdir(folder)).filter((name) => !kept.includes(name));
    await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  };
  await remove(paths.logs, [basename(paths.ownLog)]);
  await remove(paths.folder, [basename(paths.lock), basename(paths.logs)]);
};

const recordOf = ({ name, version, url }: Service): ServiceRecord => ({
  name,
  version,
  url,
  state: 'waiting',
  restarts: 0,
});

/** A lab that is not started yet. It lives in this process and keeps its data in `.lab` beside the configuration. */
export const createLab = (options: LabOptions): Lab => {
  const { config, configFile, say } = options;
  const paths = labPaths(config);
  const stopping = new AbortController();
  const asked = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(new Error('The lab was asked to stop.')), { once: true });
  });
  // It is waited for only while something else is; alone it is no failure.
  asked.catch(() => undefined);
  const unlessStopped = <T>(work: Promise<T>): Promise<T> => Promise.race([work, asked]);

  let release: (() => void) | undefined;
  let records: Records | undefined;
  let inbox: Inbox | undefined;
  let mail: MailServer | undefined;
  let supervisor: Supervisor | undefined;
  let swarm: SwarmPlan | undefined;

  const openInbox = (address: InboxAddress): Promise<Inbox> => {
    const usual = externalLabels(config, options);
    return startInbox({
      ...address,
      file: paths.inbox,
      runbooks: join(paths.configuration, 'alerts/generated/runbooks'),
      usual,
      say,
      onNotification: (notification) => say(renderNotification(notification, { colour: options.colour, usual })),
    });
  };

  const run = async (): Promise<Records> => {
    const own = takeLock(paths);
    release = own.release;
    await unlessStopped(endLeftovers(readState(paths.state), say));
    await removeLeftSwarm(paths, say);
    if (options.fresh) await wipe(paths);
    const written = createRecords(paths.state, own.identity, say);
    records = written;
    if (options.swarm) swarm = await planSwarm(paths);
    const context = { config, configFile, paths, without: options.without, swarm };
    const { services, without } = await unlessStopped(planLab(context, say, stopping.signal));
    const address = without.includes('inbox') ? undefined : inboxAddress(config);
    const inboxListener = address === undefined ? [] : [{ name: 'inbox', host: address.host, ports: [address.port] }];
    await checkPorts([...services, ...inboxListener], config);
    for (const service of services) written.add(recordOf(service));
    stopping.signal.throwIfAborted();
    const placed = swarm === undefined ? config : withTargets(config, swarm);
    if (address === undefined) await writeConfiguration(paths.configuration, placed, options);
    else {
      inbox = await openInbox(address);
      mail = await startMailServer({ host: address.host, port: 0, onMessage: inbox.add, say });
      const doors = { inbox: address, mailPort: mail.port, secrets: join(paths.folder, 'secrets') };
      await writeConfiguration(paths.configuration, await withPeopleReceivers(placed, doors), options);
      written.add({ name: 'inbox', version: ownProgram().version, url: address.url, state: 'up', restarts: 0 });
    }
    if (address === undefined && !without.includes('inbox')) {
      say('The configuration has no webhook receiver named inbox; notifications are not shown here.');
    }
    for (const name of without) written.add({ name, version: '', url: '', state: 'left out', restarts: 0 });
    say(`Starts ${services.map(({ name }) => name).join(', ')}; their logs are in ${paths.logs}`);
    stopping.signal.throwIfAborted();
    supervisor = createSupervisor(services, {
      logFolder: paths.logs,
      say,
      onChange: written.change,
      backOff: defaultBackOff,
    });
    await supervisor.start();
    return written;
  };

  const end = async (): Promise<void> => {
    stopping.abort();
    try {
      await supervisor?.stop();
      if (swarm !== undefined) await removeSwarm(swarm.folder);
      await mail?.close();
      await inbox?.close();
      records?.change('inbox', { state: 'stopped' });
    } finally {
      await sweep(say);
      release?.();
    }
  };
  let ended: Promise<void> | undefined;

  return {
    async start() {
      validateNames(options.without);
      if (options.swarm && options.without.includes('app')) {
        throw new LabError('--swarm is where the chat service runs; leave --without app out.');
      }
      await makeLabFolder(paths);
      try {
        const { list, markReady } = await run();
        say(`Everything is up.\n\n${renderRecords(list())}\n`);
        markReady();
        return list().flatMap(({ name, state }) => (state === 'left out' ? [name] : []));
      } catch (error) {
        // Once more where it was asked to stop before: the lock or the inbox may have come after that.
        await ended;
        await end();
        throw error;
      }
    },
    stop() {
      ended ??= end();
      return ended;
    },
    kill() {
      stopping.abort();
      supervisor?.kill();
    },
  };
};
