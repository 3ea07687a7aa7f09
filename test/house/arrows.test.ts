import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles } from './source-file.ts';

/** Which rooms a room may look into, besides itself. Who is not listed (tests, bench) may look anywhere. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  metrics: [],
  config: ['metrics'],
  spool: [],
  winston: ['spool'],
  logs: ['spool'],
  app: ['metrics', 'config', 'spool', 'winston'],
  exporter: ['metrics', 'config'],
  prometheus: ['metrics', 'config', 'app', 'exporter'],
  dashboards: ['metrics', 'config', 'app', 'exporter', 'prometheus'],
  alerts: ['metrics', 'config', 'app', 'exporter', 'prometheus', 'dashboards'],
  foreign: ['metrics', 'config', 'prometheus'],
  reference: ['metrics', 'config', 'app', 'exporter', 'prometheus', 'dashboards', 'alerts'],
  logstash: ['metrics', 'config', 'winston', 'app'],
  kibana: ['config', 'winston', 'app', 'dashboards', 'logstash'],
  apply: ['config', 'prometheus', 'logstash'],
  lab: ['metrics', 'config', 'spool', 'app', 'exporter', 'prometheus', 'alerts', 'dashboards', 'logstash', 'apply'],
  cli: [
    'metrics',
    'config',
    'spool',
    'winston',
    'logs',
    'app',
    'exporter',
    'prometheus',
    'alerts',
    'dashboards',
    'logstash',
    'kibana',
    'foreign',
    'reference',
    'apply',
    'lab',
  ],
};

/** Of the app and the exporter, others read what they declare, never how they do it. */
const declarations = /(^|\/)(metrics|families|([a-z-]+-)?fields|builtin)\.ts$/;

const room = (path: string): string => path.split('/')[0] ?? '';

const imports = sourceFiles()
  .filter(({ path }) => !/\.test\.ts$|\/fixtures\//.test(path))
  .flatMap(({ path, text }) =>
    [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) => ({
      from: path,
      to: posix.normalize(posix.join(posix.dirname(path), target)),
    })),
  );

it('looks from room to room only along the arrows of the house', () => {
  expect(imports.length).toBeGreaterThan(50);
  const against = imports.filter(({ from, to }) => {
    const allowed = mayImport[room(from)];
    return allowed !== undefined && to.endsWith('.ts') && room(from) !== room(to) && !allowed.includes(room(to));
  });
  expect(against).toEqual([]);
});

it('reads of the app and the exporter only what they declare, in the rooms that generate', () => {
  const against = imports.filter(
    ({ from, to }) =>
      ['prometheus', 'alerts', 'dashboards', 'logstash', 'kibana'].includes(room(from)) &&
      ['app', 'exporter'].includes(room(to)) &&
      !declarations.test(to),
  );
  expect(against).toEqual([]);
});
