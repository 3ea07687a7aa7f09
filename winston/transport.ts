import { Writable } from 'node:stream';
import type { Logform } from 'winston';
import { openSpool, type Spool, type SpoolState } from '../spool/spool.ts';
import type { WinstonInfo } from './error-values.ts';
import { recordOf } from './format.ts';
import { type GapwatchTransportOptions, spoolOptionsOf } from './options.ts';
import { createRecorder, type LogRecord, levelOf } from './record.ts';

/** What a logger says of its levels when it is joined to a transport. */
interface Parent {
  readonly level?: string;
  readonly levels?: Readonly<Record<string, number>>;
}

/**
 * A transport for any logger of winston 3: lines become ECS documents in a spool on the disk, where they outlive the process, and are shipped
 * from there to Elasticsearch or Logstash, once each, however often they have to be sent. Logging never waits and never throws.
 */
export class GapwatchTransport extends Writable {
  // What winston reads of a transport and its users set.
  level?: string;
  silent?: boolean;
  format?: Logform.Format;
  handleExceptions?: boolean;
  handleRejections?: boolean;
  readonly #spool: Spool;
  readonly #closeWithinMs: number;
  readonly #options: GapwatchTransportOptions;
  #record: ((info: WinstonInfo) => LogRecord) | undefined;
  readonly #parents = new Set<Parent>();
  #closing: Promise<void> | undefined;

  /** @throws TypeError naming the option that cannot be used */
  constructor(options: GapwatchTransportOptions) {
    super({ objectMode: true });
    for (const name of ['level', 'silent', 'format', 'handleExceptions', 'handleRejections'] as const) {
      if (options[name] !== undefined) Object.assign(this, { [name]: options[name] });
    }
    this.#options = options;
    this.#closeWithinMs = options.closeWithinMs ?? 5_000;
    this.#spool = openSpool(spoolOptionsOf(options));
    // Whoever ends the process in the middle of a turn has nothing else written.
    process.once('exit', this.#spool.flush);
    this.on('pipe', (logger: Parent) => {
      this.#parents.add(logger);
    });
    this.on('unpipe', (logger: Parent) => {
      this.#parents.delete(logger);
      // `logger.configure()` takes each transport away and adds it again.
      queueMicrotask(() => {
        if (this.#parents.size === 0) void this.close();
      });
    });
  }

  override _write(info: WinstonInfo, _encoding: string, done: (error?: Error | null) => void): void {
    // A stream that is not told that it is done takes no line any more.
    try {
      if (this.#takes(info)) this.#log(info);
    } catch (error) {
      process.emitWarning(`A log line could not be read: ${error}`, 'GapwatchWarning');
    }
    done();
  }

  /** Takes a line, whatever its level, as winston's own handlers of what nobody caught do. */
  log(info: WinstonInfo, next: () => void): void {
    this.#log(info);
    next();
  }

  /** What waits now, and whether the store takes it. */
  state(): SpoolState {
    return this.#spool.state();
  }

  /** Ships for at most so many milliseconds; the rest waits on the disk for the next process. `logger.end()` does so too. */
  close(withinMs = this.#closeWithinMs): Promise<void> {
    this.#closing ??= this.#spool.close(withinMs).finally(() => {
      process.off('exit', this.#spool.flush);
    });
    return this.#closing;
  }

  override _final(done: (error?: Error | null) => void): void {
    this.close().then(() => done(), done);
  }

  #takes(info: WinstonInfo): boolean {
    if (this.silent || (info.exception === true && !this.handleExceptions)) return false;
    const at = levelOf(info);
    for (const { levels, level: parents } of this.#parents) {
      const most = this.level ?? parents;
      if (levels === undefined || most === undefined) return true;
      if ((levels[most] ?? 0) >= (levels[at] ?? Number.POSITIVE_INFINITY)) return true;
    }
    return this.#parents.size === 0;
  }

  /** The line as the transport's own format leaves it: undefined if that filters it out, as it is if that cannot read it. */
  #format(info: WinstonInfo): WinstonInfo | undefined {
    if (this.format === undefined) return info;
    try {
      const formatted = this.format.transform({ ...info } as Logform.TransformableInfo, this.format.options);
      return typeof formatted === 'object' && formatted !== null ? formatted : undefined;
    } catch {
      return info;
    }
  }

  #log(info: WinstonInfo): void {
    const formatted = this.#format(info);
    if (formatted === undefined) return;
    this.#record ??= createRecorder(this.#options);
    const { id, line, level: at } = recordOf(formatted) ?? this.#record(formatted);
    this.#spool.write(id, line, at);
  }
}
