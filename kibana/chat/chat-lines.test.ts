import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaryAction } from '../../app/logging/canary-fields.ts';
import { type FieldType, logFields } from '../../app/logging/fields.ts';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { askKibana, type KibanaQuestions } from '../../test/support/ask-kibana.ts';
import { chatRecords, type Said } from '../../test/support/sample-lines.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { storeRecords } from '../../test/support/store-records.ts';
import { kibanaFiles } from '../kibana-files.ts';

const config = parseConfig(
  { environment: 'test', rooms: ['I', "it's 잡담 & more", 'F'], urls: { grafana: 'http://grafana.example/base/' } },
  '/project/gapwatch.config.ts',
);
const [file] = kibanaFiles(config);
const index = 'logs-chat.app-test';
const types = new Map<string, FieldType>(logFields.map(({ name, type }) => [name, type]));

const milliseconds = (count: number) => count * 1e6;
const event = (action: string, ms: number, more: NonNullable<Said['values']> = {}): NonNullable<Said['values']> => ({
  'event.action': action,
  'event.duration': milliseconds(ms),
  'event.outcome': 'event.reason' in more ? 'failure' : 'success',
  'user.id': '7',
  ...more,
});
const request = (route: string, status: number, ms: number, id: string): NonNullable<Said['values']> => ({
  'url.path': route,
  'http.request.method': 'GET',
  'http.response.status_code': status,
  'event.outcome': status < 500 ? 'success' : 'failure',
  'event.duration': milliseconds(ms),
  'http.request.id': id,
});
const deadlock = Object.assign(new Error('Deadlock found'), { code: 'ER_LOCK_DEADLOCK' });

const said: readonly Said[] = [
  { at: '2026-11-29T10:00:00Z', message: 'Worker 1 serves app:3000.' },
  { at: '2026-11-29T10:00:01Z', message: 'Worker 2 serves app:3000.', worker: '2' },
  {
    at: '2026-11-29T10:04:00Z',
    message: 'The canary of the log sings.',
    values: { 'event.action': canaryAction, 'http.request.id': 'canary-1' },
  },
  { at: '2026-11-29T10:05:00Z', message: 'sent', values: event('send_message', 5, { 'labels.room': 'I' }) },
  {
    at: '2026-11-29T10:06:00Z',
    message: 'sent',
    values: event('send_message', 2500, { 'labels.room': "it's 잡담 & more", 'http.request.id': 'slow-event' }),
  },
  {
    at: '2026-11-29T10:07:00Z',
    message: 'refused',
    values: event('send_message', 4, { 'labels.room': 'F', 'event.reason': 'blocked', 'user.id': '8' }),
  },
  {
    at: '2026-11-29T10:08:00Z',
    message: 'refused',
    worker: '2',
    values: event('send_message', 6, { 'labels.room': 'F', 'event.reason': 'blocked', 'user.id': '9' }),
  },
  { at: '2026-11-29T11:00:00Z', message: 'invalid', values: event('join_chat', 1, { 'event.reason': 'invalid' }) },
  {
    at: '2026-11-29T11:01:00Z',
    message: 'send_message was refused: the service could not do it now; try again.',
    level: 'error',
    values: event('send_message', 900, { 'event.reason': 'failed', 'http.request.id': 'failed-event' }),
    error: deadlock,
  },
  // One request, whose first two lines are of the same millisecond.
  {
    at: '2026-11-29T11:02:00Z',
    message: 'The search index does not answer.',
    level: 'warn',
    values: { 'http.request.id': 'request-7' },
    error: new TypeError('no connection'),
  },
  {
    at: '2026-11-29T11:02:00Z',
    message: 'A request failed.',
    level: 'error',
    values: { 'http.request.id': 'request-7' },
    error: new TypeError('no connection'),
  },
  {
    at: '2026-11-29T11:02:01Z',
    message: 'GET /board/search was answered with 503.',
    values: request('/board/search', 503, 1200, 'request-7'),
  },
  {
    at: '2026-11-29T11:02:30Z',
    message: 'A statement took MySQL 1100 ms.',
    level: 'warn',
    values: {
      'event.duration': milliseconds(1100),
      'db.query.text': 'SELECT 1 FROM chatlogs WHERE message LIKE ?',
      'http.request.id': 'request-7',
    },
  },
  { at: '2026-11-29T11:03:00Z', message: 'answered', values: request('/chat/chatlog', 200, 20, 'request-8') },
  { at: '2026-11-29T11:04:00Z', message: 'answered', values: request('/chat/chatlog', 200, 30, 'request-9') },
  {
    at: '2026-11-29T11:05:00Z',
    message: 'A handshake was refused: expired.',
    values: { 'client.address': '198.51.100.7' },
  },
  {
    at: '2026-11-29T11:06:00Z',
    message: 'A handshake was refused: expired.',
    values: { 'client.address': '198.51.100.7' },
  },
];
/** Lines of another service in the same data stream, which must be in no number. */
const foreign: readonly Said[] = [
  { at: '2026-11-29T10:30:00Z', message: 'failed', level: 'error', values: request('/x', 500, 9000, 'foreign') },
];

describe("Kibana's view of the chat's lines, asked of a real Elasticsearch", () => {
  let server: TestServer;
  let client: Client;
  let kibana: KibanaQuestions;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await setUpElasticsearch(server.url, elasticResources(config), () => {});
    const records = [...chatRecords(config, config.service, said), ...chatRecords(config, 'other', foreign)];
    await storeRecords(client, index, records);
    kibana = askKibana({ client, file, types, every: '1h' });
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  it('knows every declared field by its type', async () => {
    const { fields } = await client.fieldCaps({ index: kibana.index, fields: [...types.keys()] });
    const found = Object.entries(fields)
      .filter(([name]) => types.has(name))
      .map(([name, kinds]) => [name, Object.keys(kinds)]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries([...types].map(([name, type]) => [name, [type]])));
  });

  it('finds the lines that each search is for, in its order', async () => {
    expect(await kibana.searches(({ message, at }) => `${at.slice(11, 16)} ${message}`)).toEqual({
      'gapwatch-logs-errors': [
        '11:02 A request failed.',
        '11:01 send_message was refused: the service could not do it now; try again.',
      ],
      'gapwatch-logs-request': [
        '10:06 sent',
        '11:01 send_message was refused: the service could not do it now; try again.',
        '11:02 The search index does not answer.',
        '11:02 A request failed.',
        '11:02 GET /board/search was answered with 503.',
        '11:02 A statement took MySQL 1100 ms.',
        '11:03 answered',
        '11:04 answered',
      ],
      'gapwatch-logs-blocked': ['10:08 refused', '10:07 refused'],
      'gapwatch-logs-slow': [
        '10:06 sent',
        '11:02 GET /board/search was answered with 503.',
        '11:02 A statement took MySQL 1100 ms.',
      ],
    });
  });

  it('counts in each panel what the lines hold', async () => {
    const [ten, eleven] = ['2026-11-29T10:00:00.000Z', '2026-11-29T11:00:00.000Z'];
    const near = (ms: number) => expect.closeTo(milliseconds(ms), -4);
    expect(await kibana.panels()).toEqual({
      'gapwatch-logs-lines': [[17]],
      'gapwatch-logs-error-lines': [[2]],
      'gapwatch-logs-blocked-lines': [[2]],
      'gapwatch-logs-slow-lines': [[3]],
      'gapwatch-logs-levels': [
        ['info', ten, 7],
        ['info', eleven, 6],
        ['error', eleven, 2],
        ['warn', eleven, 2],
      ],
      'gapwatch-logs-error-kinds': [
        ['TypeError', 2, 1],
        ['Error', 1, 1],
      ],
      'gapwatch-logs-blocked-rooms': [['F', ten, 2]],
      'gapwatch-logs-routes': [
        ['/board/search', near(1200), 1, 1],
        ['/chat/chatlog', near(29.5), 2, 0],
      ],
      'gapwatch-logs-events': [
        ['send_message', near(2180), 5, 3],
        ['join_chat', near(1), 1, 1],
      ],
      'gapwatch-logs-statements': [['SELECT 1 FROM chatlogs WHERE message LIKE ?', near(1100), 1, 1]],
      'gapwatch-logs-durations': [
        ['send_message', ten, near(2125.9)],
        ['send_message', eleven, near(900)],
        ['join_chat', eleven, near(1)],
      ],
      'gapwatch-logs-writers': expect.arrayContaining([
        [expect.any(String), '1', 15, 1],
        [expect.any(String), '2', 2, 1],
      ]),
      'gapwatch-logs-clients': [['198.51.100.7', 2]],
    });
  });

  it("opens Grafana's dashboard of the chat at the minutes and the room of a line", async () => {
    const [plain, sent, odd] = await kibana.dashboardLinks(['Worker 1 serves app:3000.', 'sent', 'sent']);
    const around = (at: string) => `from=${Date.parse(at) - 900_000}&to=${Date.parse(at) + 900_000}`;
    const board = 'http://grafana.example/base/d/gapwatch-chat?';
    expect(plain).toBe(`${board}${around('2026-11-29T10:00:00Z')}`);
    expect(sent).toBe(`${board}${around('2026-11-29T10:05:00Z')}&var-room=I`);
    expect(odd).toBe(`${board}${around('2026-11-29T10:06:00Z')}&var-room=it%27s%20%EC%9E%A1%EB%8B%B4%20%26%20more`);
    expect(new URL(odd ?? '').searchParams.get('var-room')).toBe("it's 잡담 & more");
  });
});
