import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import type { ConfigInput } from '../../config/schema.ts';
import { lastLines } from '../../lab/supervisor/log-files.ts';
import { freePort } from './free-port.ts';

/** Everything that a lab can run besides its inbox, for those tests that need only some of it. */
const all = ['mariadb', 'redis', 'elasticsearch', 'app', 'exporter', 'alertmanager', 'prometheus', 'people'];

const options = { reject: false, all: true, stdin: 'ignore' } as const satisfies Options;

/** A configuration in a temporary folder, all of its ports free a moment ago. */
export interface LabFolder {
  readonly folder: string;
  readonly configFile: string;
  readonly config: ConfigInput & Readonly<Record<'redis' | 'exporter' | 'app', { readonly port: number }>>;
  /** Address of the inbox, without a slash at its end. */
  readonly inbox: string;
  /** Runs `gapwatch lab` with these arguments and this configuration. */
  run(...args: string[]): ReturnType<typeof execa<typeof options>>;
  /** The arguments that leave all out but these. */
  only(...names: string[]): string[];
  /** Command lines of the processes that run now and name the folder: the lab's own, its servers, and their helpers. */
  processes(): string[];
  /** The end of each log, under its name. */
  logs(): Promise<string>;
  remove(): Promise<void>;
}

/** Command lines of the processes that run now and name `text`. */
export const commandLinesWith = (text: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(text));

/** Makes a folder for a lab of its own; `files` are put beside its configuration, and `app` is said there besides the ports. */
export const makeLabFolder = async ({
  files = {},
  app = {},
  collectors = {},
}: {
  readonly files?: Readonly<Record<string, string>>;
  readonly app?: ConfigInput['app'];
  readonly collectors?: NonNullable<ConfigInput['exporter']>['collectors'];
} = {}): Promise<LabFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-lab-'));
  const configFile = join(folder, 'gapwatch.config.ts');
  const url = async () => `http://127.0.0.1:${await freePort()}`;
  const inbox = await url();
  const config = {
    app: { ...app, port: await freePort(), metricsPort: await freePort() },
    mysql: { port: await freePort() },
    redis: { port: await freePort() },
    exporter: { port: await freePort(), collectors },
    receivers: [{ kind: 'webhook', name: 'inbox', url: `${inbox}/` }],
    urls: {
      elasticsearch: await url(),
      prometheus: await url(),
      alertmanager: await url(),
      runbooks: `${inbox}/runbooks/`,
    },
  } satisfies ConfigInput;
  await writeFile(configFile, `export default ${JSON.stringify(config, undefined, 2)};\n`);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const main = join(import.meta.dirname, '../../cli/main.ts');
  return {
    folder,
    configFile,
    config,
    inbox,
    run: (...args) => execa(options)(process.execPath, [main, 'lab', ...args, '--config', configFile]),
    only: (...names) => all.filter((name) => !names.includes(name)).flatMap((name) => ['--without', name]),
    processes: () => commandLinesWith(folder),
    async logs() {
      const files = await readdir(join(folder, '.lab/logs'));
      const ends = files.map(async (file) =>
        [file, ...(await lastLines(join(folder, '.lab/logs', file), 30))].join('\n  '),
      );
      return (await Promise.all(ends)).join('\n');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
