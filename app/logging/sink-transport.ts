import Transport from 'winston-transport';
import type { LogSink } from './sink.ts';

/** Hands winston's lines to a sink. */
export class SinkTransport extends Transport {
  readonly #sink: LogSink;

  constructor(sink: LogSink) {
    super();
    this.#sink = sink;
  }

  override log(info: Record<string | symbol, unknown>, next: () => void): void {
    this.#sink.write(String(info['event.id']), String(info[Symbol.for('message')]));
    next();
  }
}
