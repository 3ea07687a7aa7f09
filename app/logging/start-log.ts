import { randomBytes } from 'node:crypto';
import type { Config } from '../../config/load-config.ts';
import type { Build } from '../build.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { sendToElasticsearch } from './elasticsearch.ts';
import { logStream } from './fields.ts';
import { createLog, type Log } from './log.ts';
import { createShipper } from './shipper.ts';

/** A running log. */
export interface RunningLog {
  readonly log: Log;
  /** Ships what is not shipped yet, for at most `withinMs` milliseconds. */
  readonly close: (withinMs: number) => Promise<void>;
}

/** Starts the log of this process: to the console, and to Elasticsearch unless it is left out. */
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
  const dataStream = `${logStream.type}-${logStream.dataset}-${config.environment}`;
  const sink = createShipper(sendToElasticsearch(config.urls.elasticsearch, dataStream), telemetry);
  const writer = {
    service: config.service,
    environment: config.environment,
    buildId: build.id,
    worker,
    name: randomBytes(8).toString('hex'),
  };
  return { log: createLog(writer, elasticsearch ? sink : undefined), close: sink.close };
};
