import { defineConfig } from './config/define-config.ts';

/** The lab's configuration: the defaults, and what a user most often changes. */
export default defineConfig({
  service: 'fungap',
  rooms: ['I', 'E', 'F', 'T'],
  // All people of the lab come from one address, and `--people` may ask for a thousand.
  app: {
    limits: { addressMessages: 10_000, addressConnections: 10_000, addressGuests: 10_000, addressRequests: 10_000 },
  },
  tables: [{ name: 'chatlogs', capRows: 20_000 }, { name: 'chatlogBackups' }],
  receivers: [{ kind: 'webhook', name: 'inbox', url: 'http://127.0.0.1:19099/' }],
});
