import { defineConfig } from './config/define-config.ts';
import { bounded, metric } from './metrics/declare.ts';

const roomMessages = metric.gauge('chat_room_messages', {
  help: 'Messages of a room in the live table.',
  labels: { room_name: bounded(64, 'rooms of the configuration') },
});

/** The lab's configuration: the defaults, and what a user most often changes. */
export default defineConfig({
  service: 'fungap',
  rooms: ['I', 'E', 'F', 'T'],
  // All people of the lab come from one address, and `--people` may ask for a thousand.
  app: {
    limits: { addressMessages: 10_000, addressConnections: 10_000, addressGuests: 10_000, addressRequests: 10_000 },
  },
  tables: [{ name: 'chatlogs', capRows: 20_000 }, { name: 'chatlogBackups' }],
  // Of this machine no node_exporter tells. And a metric by a statement of one's own: expressions refer to it as to any other.
  exporter: {
    collectors: { elasticsearch: { enabled: true }, host: { enabled: true } },
    queries: [
      {
        name: 'room_messages',
        sql: 'SELECT room_name, COUNT(*) AS messages FROM fungap.chatlogs GROUP BY room_name',
        families: [{ metric: roomMessages, value: 'messages' }],
        reads: [{ table: 'chatlogs', columns: ['room_name'] }],
      },
    ],
  },
  receivers: [{ kind: 'webhook', name: 'inbox', url: 'http://127.0.0.1:19099/' }],
  // What `gapwatch diff` and `gapwatch apply` look at while the lab runs.
  apply: { elasticsearch: {}, prometheus: {}, alertmanager: {} },
});
