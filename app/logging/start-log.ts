import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { logDataStream } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import { openSpool, type Spool } from '../../spool/spool.ts';
import type { Build } from '../build.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createLog, type Log } from './log.ts';
import { outsideRequests } from './request-context.ts';
import { measureSpool } from './spool-metrics.ts';

/** A running log. */
export interface RunningLog {
  readonly log: Log;
  /** Ships what is not shipped yet, for at most `withinMs` milliseconds; the rest waits on the disk for the next process. */
  readonly close: (withinMs: number) => Promise<void>;
}

/** Starts the log of this process: to the console, and by way of a spool to Elasticsearch unless it is left out. */
export const startLog = (
  config: Config,
  options: {
    readonly build: Build;
    readonly worker: string;
    readonly telemetry: Telemetry;
    readonly elasticsearch: boolean;
  },
): RunningLog => {
  const { build, worker, telemetry, elasticsearch } = options;
  const { meter, watch } = measureSpool(telemetry);
  const folder = resolve(config.root, config.logs.spool);
  const dataStream = logDataStream(config);

  // Later, as the log writes to the spool, which may be in the middle of a line; and not as told of the request that wrote that.
  const later = (tell: () => void) => outsideRequests(() => void setImmediate(tell));
  const say = (text: string, reason: unknown) => later(() => log.warn(text, {}, reason));
  const open = (): Spool =>
    openSpool({
      folder,
      store: elasticsearchStore(config.urls.elasticsearch, dataStream),
      meter,
      limitBytes: config.logs.limitBytes,
      sync: config.logs.sync,
      onTrouble(kind, reason) {
        if (kind === undefined) later(() => log.info('Elasticsearch takes log lines again.'));
        else if (kind === 'unauthorised') {
          say('Elasticsearch refuses who sends the log lines; they wait on the disk until it does not.', reason);
        } else say('Elasticsearch takes no log lines, or not all; they wait on the disk.', reason);
      },
      onFailure: (error) => say(`The disk does not take or give log lines in ${folder}.`, error),
    });
  const spool = elasticsearch ? open() : undefined;
  if (spool) {
    watch(spool.state);
    // Whoever ends the process in the middle of a turn has nothing else written.
    process.once('exit', spool.flush);
  }
  const writer = {
    service: config.service,
    environment: config.environment,
    buildId: build.id,
    worker,
    name: randomBytes(8).toString('hex'),
  };
  const log = createLog(writer, spool);
  return { log, close: async (withinMs) => spool?.close(withinMs) };
};
