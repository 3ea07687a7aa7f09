import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { labPaths } from './lab-paths.ts';
import { parts } from './parts.ts';
import { checks } from './smoke/checks.ts';

it('starts every part after those that it waits for', () => {
  const config = parseConfig({}, '/nowhere/gapwatch.config.ts');
  const context = { config, configFile: 'gapwatch.config.ts', paths: labPaths(config), without: [] };
  const program = { path: process.execPath, version: '1' };
  const before: string[] = [];
  for (const { name, needs, make } of parts) {
    const service = make(context, program);
    expect(service.name).toBe(name);
    expect([...service.after, ...needs].filter((other) => !before.includes(other))).toEqual([]);
    before.push(name);
  }
});

it('looks for each piece of evidence that there is a file for', async () => {
  const helpers = ['check.ts', 'checks.ts', 'door.ts', 'get-json.ts', 'run-checks.ts', 'run-smoke.ts'];
  const files = (await readdir(join(import.meta.dirname, 'smoke'))).filter((file) => !file.endsWith('.test.ts'));
  expect(files.filter((file) => !helpers.includes(file))).toHaveLength(checks.length);
});
