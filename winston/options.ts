import { join, resolve } from 'node:path';
import type { Logform } from 'winston';
import type { Credentials } from '../spool/credentials.ts';
import { elasticsearchStore } from '../spool/elasticsearch.ts';
import type { Pauses } from '../spool/gate.ts';
import { logstashStore } from '../spool/logstash.ts';
import type { SpoolMeter, Trouble } from '../spool/meter.ts';
import type { SpoolOptions } from '../spool/spool.ts';
import type { LogStore } from '../spool/store.ts';
import type { SyncMode } from '../spool/syncer.ts';
import { identityOf, type RecordOptions } from './record.ts';

/** Straight into a data stream of an Elasticsearch. */
export interface ElasticsearchSink {
  readonly kind: 'elasticsearch';
  /** May name a user and password, where `credentials` name nobody. */
  readonly url: string;
  /** `logs-DATASET-ENVIRONMENT` unless given, in which an environment that is not given is `default`. */
  readonly dataStream?: string;
  readonly credentials?: Credentials;
  /** Milliseconds until a silent server counts as away; 30,000 unless given. */
  readonly timeoutMs?: number;
}

/** By a Logstash, whose pipeline has an `http` input and stores documents under their `event.id`. */
export interface LogstashSink {
  readonly kind: 'logstash';
  readonly url: string;
  readonly credentials?: Exclude<Credentials, { readonly apiKeyFile: string }>;
  /** Milliseconds until a silent server counts as away; 30,000 unless given. */
  readonly timeoutMs?: number;
}

/** What a transport ships, where to, and what it may take for that. */
export interface GapwatchTransportOptions extends RecordOptions {
  readonly sink: ElasticsearchSink | LogstashSink;
  /**
   * Folder in which lines wait, on a disk of this machine; `log-spool/DATASET` unless given. Many processes may share it: each ships
   * what a dead one left whose lines go to the same data stream.
   */
  readonly folder?: string;
  /** Bytes that this process may have waiting; 268,435,456 unless given. Beyond 80 % of it debug lines are given up, beyond 90 % all but warnings and errors. */
  readonly limitBytes?: number;
  /** When a line reaches the disk itself, which only a crash of the machine shows; `interval` unless given. */
  readonly sync?: SyncMode;
  /** Milliseconds that lines gather before they are sent; 1,000 unless given. */
  readonly gatherMs?: number;
  /** Milliseconds between tries while the store is away; 500 to 30,000 unless given. */
  readonly pauses?: Pauses;
  /**
   * Milliseconds for which the store may still carry out a request whose answer was lost, or that a dead process had sent; 10,000 unless given.
   * Its lines are looked up and sent again after that.
   */
  readonly settleMs?: number;
  /** Milliseconds that `logger.end()` may ship; 5,000 unless given. The rest waits on the disk for the next process. */
  readonly closeWithinMs?: number;
  /** Hears how lines fare, for metrics. */
  readonly meter?: Partial<SpoolMeter>;
  /** The store takes nothing or not all, in its words, or (undefined) takes lines again. A warning of the process unless given. */
  readonly onTrouble?: (kind: Trouble | undefined, reason: string) => void;
  /** The disk takes or gives nothing; at most once a minute. A warning of the process unless given. */
  readonly onFailure?: (error: unknown) => void;
  /** winston's own: see its documentation. */
  readonly level?: string;
  readonly silent?: boolean;
  readonly format?: Logform.Format;
  readonly handleExceptions?: boolean;
  readonly handleRejections?: boolean;
}

const ignore = () => {};

const silentMeter: SpoolMeter = {
  accepted: ignore,
  dropped: ignore,
  synced: ignore,
  shipped: ignore,
  duplicate: ignore,
  dead: ignore,
  retried: ignore,
  requested: ignore,
};

const warn = (text: string): void => process.emitWarning(text, 'GapwatchWarning');

/** What cannot be used is told in a sentence, also to whoever has no compiler. @throws TypeError if something does not fit */
const demand = (fits: boolean, option: string, expected: string, given: unknown): void => {
  if (!fits) throw new TypeError(`GapwatchTransport: ${option} is ${JSON.stringify(given)}, expected ${expected}.`);
};

const isHttp = (url: unknown): boolean =>
  typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/** The data stream in which lines end, by whichever way. */
const dataStreamOf = (options: GapwatchTransportOptions): string => {
  const { dataset, environment = 'default' } = identityOf(options);
  return (options.sink.kind === 'elasticsearch' && options.sink.dataStream) || `logs-${dataset}-${environment}`;
};

const storeOf = ({ sink }: GapwatchTransportOptions, dataStream: string): LogStore => {
  const options = {
    ...(sink.timeoutMs !== undefined && { timeout: sink.timeoutMs }),
    ...(sink.credentials && { credentials: sink.credentials }),
  };
  if (sink.kind === 'logstash') return logstashStore(sink.url, options);
  demand(
    /^[^A-Z\\/*?"<>| ,#:]+$/.test(dataStream),
    'the data stream',
    'a lower-case name without spaces and signs',
    dataStream,
  );
  return elasticsearchStore(sink.url, dataStream, options);
};

/** The spool that a transport's options ask for. @throws TypeError naming the first that cannot be used */
export const spoolOptionsOf = (options: GapwatchTransportOptions): SpoolOptions => {
  const { service, sink, limitBytes = 268_435_456 } = options;
  const name: unknown = typeof service === 'object' ? service?.name : service;
  demand(typeof name === 'string' && name !== '', 'service', 'the name of the service that logs', service);
  demand(['elasticsearch', 'logstash'].includes(sink?.kind), 'sink.kind', '"elasticsearch" or "logstash"', sink?.kind);
  demand(isHttp(sink.url), 'sink.url', 'a URL as http://127.0.0.1:9200', sink.url);
  demand(limitBytes >= 65_536, 'limitBytes', 'at least 65536', limitBytes);
  const destination = dataStreamOf(options);
  const { folder = join('log-spool', identityOf(options).dataset) } = options;
  const whither = `${sink.kind} at ${new URL(sink.url).host}`;
  const told = (kind: Trouble | undefined, reason: string) =>
    warn(
      kind === undefined
        ? `${whither} takes log lines again.`
        : `${whither} takes no log lines, or not all; they wait in ${folder}: ${reason}`,
    );
  return {
    folder: resolve(folder),
    store: storeOf(options, destination),
    destination,
    meter: { ...silentMeter, ...options.meter },
    limitBytes,
    sync: options.sync ?? 'interval',
    onTrouble: options.onTrouble ?? told,
    onFailure:
      options.onFailure ?? ((error) => warn(`The disk does not take or give log lines in ${folder}: ${error}`)),
    ...(options.pauses && { pauses: options.pauses }),
    ...(options.settleMs !== undefined && { settleMs: options.settleMs }),
    ...(options.gatherMs !== undefined && { gather: options.gatherMs }),
  };
};
