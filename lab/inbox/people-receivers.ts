import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/load-config.ts';
import type { InboxAddress } from './address.ts';

/** Where the inbox takes what is meant for people. */
interface Doors {
  readonly inbox: InboxAddress;
  /** Port of its mail server, on the same host. */
  readonly mailPort: number;
  /** Folder for the secrets that Alertmanager reads. */
  readonly secrets: string;
}

/**
 * The configuration with receivers of the kinds that people have, all of which end in the inbox: so that one sees there what
 * would be sent to them. Where a mail server is configured, mail goes there and not to the inbox.
 */
export const withPeopleReceivers = async (config: Config, { inbox, mailPort, secrets }: Doors): Promise<Config> => {
  const [slack, pagerduty] = [join(secrets, 'inbox-slack'), join(secrets, 'inbox-pagerduty')];
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  await writeFile(slack, new URL('slack', inbox.url).href, { mode: 0o600 });
  // As long as PagerDuty's own.
  await writeFile(pagerduty, '0'.repeat(32), { mode: 0o600 });
  const own: Config['receivers'] = [
    { kind: 'slack', name: 'inbox_slack', channel: '#lab', apiUrlFile: slack, severities: ['page', 'ticket'] },
    {
      kind: 'pagerduty',
      name: 'inbox_pagerduty',
      routingKeyFile: pagerduty,
      url: new URL('pagerduty', inbox.url).href,
      severities: ['page'],
    },
    ...(config.mail
      ? []
      : [
          {
            kind: 'email' as const,
            name: 'inbox_mail',
            to: ['lab@example.org'],
            severities: ['page' as const, 'ticket' as const],
          },
        ]),
  ];
  const names = own.map(({ name }) => name);
  return {
    ...config,
    mail: config.mail ?? { server: `${inbox.host}:${mailPort}`, from: 'gapwatch@example.org', requireTls: false },
    // One that has such a name already is somebody's own.
    receivers: [...config.receivers.filter(({ name }) => !names.includes(name)), ...own],
  };
};
