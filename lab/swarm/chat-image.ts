import { fileURLToPath } from 'node:url';
import { importImage } from './image.ts';
import type { Swarm } from './swarm.ts';

/** The root of this repository, at which the image has its copy too. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What runs the chat and the exporter. */
const folders = [
  'app',
  'cli',
  'config',
  'exporter',
  'logs',
  'metrics',
  'node_modules',
  'package.json',
  'spool',
  'winston',
];

/** Packages that only develop, by size; Node itself comes as a program. */
const except = [
  ...[
    'node',
    '@biomejs',
    'typescript',
    '@typescript',
    '@rolldown',
    'lightningcss*',
    'playwright-core',
    'knip',
    'axe-core',
  ],
  ...['@grafana', 'oxc-*', '@oxc-*', 'vite', 'vitest', '@vitest', 'fast-check', '@types', '.bin', '.cache'],
].map((name) => `*/node_modules/${name}`);

/** Gives all nodes an image of the chat and the exporter as they are in this repository now, with the Node that runs this. */
export const importChatImage = async ({ nodes }: Swarm, name: string): Promise<void> => {
  const engines = nodes.map(({ docker }) => docker);
  const paths = folders.map((folder) => `${repository}${folder}`);
  await importImage(engines, name, { programs: [process.execPath], folders: paths, except });
};
