import Transport from 'winston-transport';
import type { LogSink } from './sink.ts';

/** What winston knows of a line. @see https://github.com/winstonjs/triple-beam */
const [message, level] = [Symbol.for('message'), Symbol.for('level')];

/** Hands winston's lines to a sink. */
export class SinkTransport extends Transport {
  readonly #sink: LogSink;

  constructor(sink: LogSink) {
    super();
    this.#sink = sink;
  }

  override log(info: Record<string | symbol, unknown>, next: () => void): void {
    this.#sink.write(String(info['event.id']), String(info[message]), String(info[level]));
    next();
  }
}
