import { statfs } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { makeEngine } from '../engine/engine.ts';
import { type HostOptions, hostCollector } from './collector.ts';
import type { StatFilesystem } from './filesystems.ts';
import { thisMachine } from './this-machine.ts';

const mountinfo = ['a', 'b', 'c', 'd']
  .map((name, i) => `3${i} 27 254:${i} / /${name} rw - ext4 /dev/vd${name} rw`)
  .join('\n');

const watch = (options: Partial<HostOptions> = {}) => {
  const log: string[] = [];
  const collector = hostCollector({ ...thisMachine(undefined), ...options });
  const engine = makeEngine([{ ...collector, enabled: true }], (_, sentence) => log.push(sentence));
  return { log, page: async () => renderSamples(await engine.scrape(5_000)) };
};

/** A machine with four filesystems, which are as this one's / is. */
const withFilesystems = (statFilesystem: StatFilesystem) => {
  const { readProc } = thisMachine(undefined);
  return watch({
    readProc: async (file) => (file === 'self/mountinfo' ? mountinfo : readProc(file)),
    statFilesystem,
  });
};

const errorsOf = (page: string) =>
  Object.fromEntries(
    [...page.matchAll(/^node_filesystem_device_error\{.*mountpoint="([^"]+)"\} (\d)$/gm)].map(([, at, error]) => [
      at,
      Number(error),
    ]),
  );

describe('a filesystem that does not answer', () => {
  it('costs its own figures only, and is asked again when it has answered', async () => {
    const asked: string[] = [];
    const { promise: mended, resolve: mend } = Promise.withResolvers<void>();
    const { page } = withFilesystems(async (path) => {
      asked.push(path);
      if (path === '/b') await mended;
      return statfs('/');
    });
    const first = await page();
    expect(errorsOf(first)).toEqual({ '/a': 0, '/b': 1, '/c': 0, '/d': 0 });
    expect(first).toMatch(/^node_filesystem_size_bytes\{.*mountpoint="\/c"\} \d+$/m);
    expect(first).not.toMatch(/^node_filesystem_size_bytes\{.*mountpoint="\/b"/m);
    expect(first).toContain('gapwatch_collector_success{collector="host"} 1\n');
    await page();
    expect(asked.filter((path) => path === '/b')).toHaveLength(1);
    mend();
    await expect.poll(async () => errorsOf(await page())).toEqual({ '/a': 0, '/b': 0, '/c': 0, '/d': 0 });
  });

  it('leaves threads for the rest, where there are several', async () => {
    const asked: string[] = [];
    const { page, log } = withFilesystems((path) => {
      asked.push(path);
      return new Promise(() => {});
    });
    expect(errorsOf(await page())).toEqual({ '/a': 1, '/b': 1 });
    expect(await page()).toContain('node_load1 ');
    expect(asked).toEqual(['/a', '/b']);
    expect(log).toEqual(['Collector host: 2 filesystems are not told of, because others are silent.']);
  });

  it('is told of where it refuses', async () => {
    const { page } = withFilesystems((path) => (path === '/d' ? statfs('/nosuch') : statfs('/')));
    expect(errorsOf(await page())).toEqual({ '/a': 0, '/b': 0, '/c': 0, '/d': 1 });
  });
});

it('is skipped with a sentence where there is no Linux', async () => {
  const { page, log } = watch({ readProc: () => Promise.reject(new Error('ENOENT')) });
  expect(await page()).toContain('gapwatch_collector_enabled{collector="host"} 0\n');
  expect(log).toEqual(['Collector host is skipped: This machine has no /proc/stat, by which Linux tells of itself.']);
});
