import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from './load-config.ts';

const refusal = (input: unknown): string => {
  try {
    parseConfig(input, 'gapwatch.config.ts');
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return 'accepted';
};

it('has a default for everything', () => {
  expect(parseConfig({}, '/srv/gapwatch.config.ts')).toMatchObject({
    root: '/srv',
    rooms: ['I', 'E', 'F', 'T'],
    app: { host: '127.0.0.1', workers: 2 },
    tables: [{ name: 'chatlogs', capRows: 20_000 }, { name: 'chatlogBackups' }],
  });
});

it.each([
  [{ ap: 1 }, 'ap is 1, but there is no such key; remove it or correct its name.'],
  [{ app: { portt: 3 } }, 'app.portt is 3, but there is no such key; remove it or correct its name.'],
  [{ app: { port: '3000' } }, 'app.port is "3000", expected a number.'],
  [{ app: { port: 0 } }, 'app.port is 0, expected a value of at least 1.'],
  [{ app: { port: 70_000 } }, 'app.port is 70000, expected a value of at most 65535.'],
  [{ app: { workers: 1.5 } }, 'app.workers is 1.5, expected a whole number.'],
  [{ rooms: [] }, 'rooms is [], expected a length of at least 1.'],
  [{ rooms: ['I', 7] }, 'rooms[1] is 7, expected a string.'],
  [
    { tables: [{ name: 'a; DROP' }] },
    'tables[0].name is "a; DROP", expected a name of letters, digits and underscores.',
  ],
  [
    { receivers: [{ kind: 'pigeon', name: 'x' }] },
    'receivers[0].kind is "pigeon", expected one of "webhook", "slack", "email", "pagerduty".',
  ],
  [{ urls: { grafana: 'grafana' } }, 'urls.grafana is "grafana", expected an http or https URL.'],
  [{ thresholds: { messageErrorRatio: 2 } }, 'thresholds.messageErrorRatio is 2, expected a value of at most 0.99.'],
  [{ thresholds: { scrapeDurationSeconds: 10 } }, 'thresholds.scrapeDurationSeconds is 10, expected a value below 10.'],
  [{ app: { limits: { personMessages: 0 } } }, 'app.limits.personMessages is 0, expected a value of at least 1.'],
  [
    { app: { limits: { messages: 5 } } },
    'app.limits.messages is 5, but there is no such key; remove it or correct its name.',
  ],
  [{ app: { trustedProxies: -1 } }, 'app.trustedProxies is -1, expected a value of at least 0.'],
  [{ app: { host: 'my host' } }, 'app.host is "my host", expected the name or address of a host.'],
  [{ rooms: ['I', 'E', 'I'] }, 'rooms[2] is "I", expected one that is not in the list already.'],
  [
    { tables: [{ name: 'chatlogs' }, { name: 'chatlogs' }] },
    'tables[1].name is "chatlogs", expected one that is not in the list already.',
  ],
  [
    { receivers: [{ kind: 'slack', name: 'team', channel: '#chat', apiUrlFile: 'secrets/slack' }] },
    'receivers[0].apiUrlFile is "secrets/slack", expected an absolute path.',
  ],
  [
    { app: { origins: ['https://chat.example/'] } },
    'app.origins[0] is "https://chat.example/", expected an origin as https://chat.example.',
  ],
  [{ app: { origins: ['*'] } }, 'app.origins[0] is "*", expected an origin as https://chat.example.'],
  [{ app: { longPolling: true } }, 'app.longPolling is true, expected false where app.workers is above 1.'],
  [{ app: { tls: { certFile: 'cert.pem' } } }, 'app.tls.keyFile is undefined, expected a string.'],
  [
    { logs: { services: [{ dataset: 'Shop' }] } },
    'logs.services[0].dataset is "Shop", expected lower-case letters, digits, dots and underscores.',
  ],
  [
    { logs: { services: [{ dataset: 'shop', environment: 'my-own' }] } },
    'logs.services[0].environment is "my-own", expected lower-case letters, digits, dots and underscores, no sign first.',
  ],
  [
    { logs: { services: [{ dataset: 'chat.app' }] } },
    'logs.services[0].dataset is "chat.app", expected one whose data streams gapwatch does not use itself.',
  ],
  [
    { logs: { services: [{ dataset: 'shop' }, { dataset: 'shop' }] } },
    'logs.services[1].dataset is "shop", expected one that is not in the list already.',
  ],
  [null, 'the file is null, expected an object.'],
])('refuses %j in one sentence', (input, sentence) => {
  expect(refusal(input)).toBe(`ConfigError: gapwatch.config.ts: ${sentence}`);
});

it('names every fault at once, a line each', () => {
  expect(refusal({ ap: 1, app: { port: 'x' } }).split('\n')).toHaveLength(2);
});

describe('a file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gapwatch-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const load = async (name: string, text?: string): Promise<unknown> => {
    const file = join(folder, name);
    if (text !== undefined) writeFileSync(file, text);
    return loadConfig(file).catch((error: unknown) =>
      error instanceof Error ? error.message.replaceAll(`${folder}/`, '') : error,
    );
  };

  it('is loaded, and its folder is the root', async () => {
    expect(await load('good.ts', "export default { service: 'mine' }")).toMatchObject({
      service: 'mine',
      root: folder,
    });
  });

  it('that is missing, broken or empty gives a sentence', async () => {
    expect(await load('none.ts')).toBe(
      'none.ts: no such file; write one with `export default defineConfig({})`, or name it with --config.',
    );
    expect(await load('broken.ts', 'export default {')).toMatch(/^broken.ts: does not load: /);
    expect(await load('empty.ts', 'export const a = 1;')).toBe(
      'empty.ts: has no default export; write `export default defineConfig({ … })`.',
    );
  });
});
