import { defineConfig } from './config/define-config.ts';

/** The lab's configuration: the defaults, and what a user most often changes. */
export default defineConfig({
  service: 'fungap',
  rooms: ['I', 'E', 'F', 'T'],
  tables: [{ name: 'chatlogs', capRows: 20_000 }, { name: 'chatlogBackups' }],
  receivers: [{ kind: 'webhook', name: 'inbox', url: 'http://127.0.0.1:19099/' }],
});
