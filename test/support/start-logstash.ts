import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

type Event = Record<string, unknown>;

/** What stands in for a Logstash, which is not to be had here: its HTTP input as documented, a queue, and its Elasticsearch output. */
export interface LogstashInput {
  readonly url: string;
  /** Lets events wait in the queue, as while Elasticsearch is away. */
  readonly hold: (held: boolean) => void;
  /** Answers 429, as a Logstash that is busy. */
  readonly beBusy: (busy: boolean) => void;
  /** Events that the queue has taken and Elasticsearch has not. */
  readonly queued: () => number;
  /** What Elasticsearch refused for ever. */
  readonly deadLetters: readonly Event[];
  readonly stop: () => Promise<void>;
}

/** Events that go to Elasticsearch in one request, as Logstash's `pipeline.batch.size` has it. */
const batchSize = 125;

/** As the `json` codec: an array is as many events, and what is no JSON becomes one event with a tag. */
const decode = (type: string | undefined, body: string): Event[] => {
  if (type !== 'application/json') return [{ message: body }];
  try {
    const parsed: unknown = JSON.parse(body);
    const all = Array.isArray(parsed) ? parsed : [parsed];
    return all.map((one): Event => (typeof one === 'object' && one !== null ? { ...one } : { message: String(one) }));
  } catch {
    return [{ message: body, tags: ['_jsonparsefailure'] }];
  }
};

/** The id under which the pipeline stores an event; one without is given one and marked, as logstash/pipeline.ts says. */
const idOf = (event: Event): string => {
  const own = event.event as { id?: string } | undefined;
  if (own?.id !== undefined) return own.id;
  const id = randomUUID();
  event.event = { ...own, id };
  event.labels = { ...(event.labels as object), unfit: 'no event.id' };
  return id;
};

/**
 * Starts one that stores events in a data stream of a real Elasticsearch, each created under its `event.id`: there already is well,
 * a refusal of the document is a dead letter, all else is tried again.
 * @see https://www.elastic.co/docs/reference/logstash/plugins/plugins-inputs-http
 */
export const startLogstash = async (options: {
  readonly elasticsearch: string;
  readonly dataStream: string;
  readonly user?: string;
  readonly password?: string;
  /** Bytes of a request; the documented default is 100 MB. */
  readonly maxContentLength?: number;
}): Promise<LogstashInput> => {
  const { elasticsearch, dataStream, user, password, maxContentLength = 104_857_600 } = options;
  const token = user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const queue: Event[] = [];
  const deadLetters: Event[] = [];
  let [held, busy, stopped] = [false, false, false];

  const store = async (events: readonly Event[]): Promise<Event[]> => {
    const rows = events.flatMap((event) => [{ create: { _id: idOf(event) } }, { '@timestamp': new Date(), ...event }]);
    const response = await fetch(`${elasticsearch}/${dataStream}/_bulk?require_data_stream=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    }).catch(() => undefined);
    if (!response?.ok) return [...events];
    const { items } = (await response.json()) as { items: { create: { status: number } }[] };
    return events.filter((event, i) => {
      const status = items[i]?.create.status ?? 500;
      if (status === 400) deadLetters.push(event);
      return status > 299 && status !== 409 && status !== 400;
    });
  };
  const work = async () => {
    while (!stopped) {
      const batch = held ? [] : queue.slice(0, batchSize);
      const again = batch.length > 0 ? await store(batch) : [];
      queue.splice(0, batch.length, ...again);
      if (batch.length === 0 || again.length > 0) await delay(10);
    }
  };

  const answer = (response: ServerResponse, status: number, headers: Record<string, string> = {}, text = '') => {
    response.writeHead(status, headers).end(text);
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    if (busy) return answer(response, 429, { connection: 'close' });
    if (Number(request.headers['content-length']) > maxContentLength) {
      return answer(response, 413, { connection: 'close' });
    }
    const body = await buffer(request);
    const given = request.headers.authorization;
    if (token !== undefined && given === undefined) {
      return answer(response, 401, { 'www-authenticate': 'Basic realm="Logstash HTTP Input"' });
    }
    if (token !== undefined && given !== token) return answer(response, 401);
    queue.push(...decode(request.headers['content-type'], body.toString()));
    return answer(response, 200, { 'content-type': 'text/plain' }, 'ok');
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const working = work();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    hold(now) {
      held = now;
    },
    beBusy(now) {
      busy = now;
    },
    queued: () => queue.length,
    deadLetters,
    async stop() {
      stopped = true;
      server.close();
      server.closeAllConnections();
      await working;
    },
  };
};
