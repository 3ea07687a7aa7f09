import { join } from 'node:path';
import { loadConfig } from '../config/load-config.ts';
import { inboxAddress } from '../lab/inbox/address.ts';
import { renderNotification } from '../lab/inbox/line.ts';
import { startInbox } from '../lab/inbox/server.ts';
import { externalLabels } from '../prometheus/scrape-config.ts';

// The lab's inbox as a container: prints each alert notification, and serves the runbooks.
const say = (line: string): void => console.log(line);
const config = await loadConfig(join(import.meta.dirname, 'gapwatch.config.ts'));
const address = inboxAddress(config);
if (!address) throw new Error('The configuration has no webhook receiver called inbox.');
const usual = externalLabels(config, {});
const inbox = await startInbox({
  ...address,
  file: '/var/lib/gapwatch/inbox.jsonl',
  runbooks: join(config.root, 'alerts/generated/runbooks'),
  usual,
  say,
  onNotification: (notification) => say(renderNotification(notification, { colour: false, usual })),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void inbox.close());
