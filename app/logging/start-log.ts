import { resolve } from 'node:path';
import { logStream } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import type { RecordOptions } from '../../winston/record.ts';
import { GapwatchTransport } from '../../winston/transport.ts';
import type { Build } from '../build.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { logFields } from './fields.ts';
import { createLog, type Log } from './log.ts';
import { logSink } from './log-sink.ts';
import { outsideRequests } from './request-context.ts';
import { measureSpool } from './spool-metrics.ts';

/** A running log. */
export interface RunningLog {
  readonly log: Log;
  /** Ships what is not shipped yet, for at most five seconds; the rest waits on the disk for the next process. */
  readonly close: (withinMs?: number) => Promise<void>;
}

/** Starts the log of this process: to the console, and by way of a spool to where the configuration says, unless Elasticsearch is left out. */
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
  const store = { elasticsearch: 'Elasticsearch', logstash: 'Logstash' }[config.logs.sink];
  const records: RecordOptions = {
    service: { name: config.service, version: build.id, environment: config.environment },
    dataset: logStream.dataset,
    labels: { worker },
    fields: logFields,
  };

  // Later, as the log writes to the spool, which may be in the middle of a line; and not as told of the request that wrote that.
  const later = (tell: () => void) => outsideRequests(() => void setImmediate(tell));
  const say = (text: string, reason: unknown) => later(() => log.warn(text, {}, reason));
  const open = () =>
    new GapwatchTransport({
      ...records,
      sink: logSink(config),
      folder,
      meter,
      limitBytes: config.logs.limitBytes,
      sync: config.logs.sync,
      onTrouble(kind, reason) {
        if (kind === undefined) later(() => log.info(`${store} takes log lines again.`));
        else if (kind === 'unauthorised') {
          say(`${store} refuses who sends the log lines; they wait on the disk until it does not.`, reason);
        } else say(`${store} takes no log lines, or not all; they wait on the disk.`, reason);
      },
      onFailure: (error) => say(`The disk does not take or give log lines in ${folder}.`, error),
    });
  const transport = elasticsearch ? open() : undefined;
  if (transport) watch(() => transport.state());
  const log = createLog(records, transport);
  return { log, close: async (withinMs) => transport?.close(withinMs) };
};
