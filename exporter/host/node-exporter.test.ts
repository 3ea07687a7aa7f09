import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { nodeExporter, startNodeExporter } from '../../test/support/start-node-exporter.ts';
import { makeEngine } from '../engine/engine.ts';
import { hostCollector } from './collector.ts';
import { thisMachine } from './this-machine.ts';

/** Names that the other has for what promtool's lint would refuse here. */
const renamed: Readonly<Record<string, string>> = {
  node_memory_MemTotal_bytes: 'node_memory_total_bytes',
  node_memory_MemAvailable_bytes: 'node_memory_available_bytes',
};

/** The machine's series of a page, with their values; their labels in order. */
const read = (page: string): ReadonlyMap<string, number> =>
  new Map(
    [...page.matchAll(/^(node_\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => {
      const sorted = [...labels.matchAll(/\w+="[^"]*"/g)].map(([label]) => label).sort();
      return [`${renamed[name] ?? name}{${sorted.join(',')}}`, Number(value)];
    }),
  );

const typesOf = (page: string): ReadonlyMap<string, string> =>
  new Map(
    [...page.matchAll(/^# TYPE (node_\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [renamed[name] ?? name, type]),
  );

describe.skipIf(!existsSync(nodeExporter))('beside node_exporter on the same machine', () => {
  let peer: Awaited<ReturnType<typeof startNodeExporter>>;
  beforeAll(async () => {
    peer = await startNodeExporter();
  });
  afterAll(() => peer.stop());

  const engine = makeEngine([{ ...hostCollector(thisMachine(undefined)), enabled: true }], () => {});
  const scrape = async () => renderSamples(await engine.scrape(5_000));

  it('tells the same, under the same names, labels and types', async () => {
    const [before, ours, after] = [await peer.scrape(), await scrape(), await peer.scrape()];
    const [low, own, high] = [read(before), read(ours), read(after)];
    expect(own.size).toBeGreaterThan(15);
    const types = typesOf(before);
    for (const [name, type] of typesOf(ours)) expect([name, type]).toEqual([name, types.get(name)]);
    // It looks with the eyes of the machine's first process, which may see other mounts than this one.
    const seen = [...own].filter(([series]) => low.has(series) || !/fstype="tmpfs"/.test(series));
    for (const [series, value] of seen) {
      const [was, is] = [low.get(series) ?? Number.NaN, high.get(series) ?? Number.NaN];
      // Memory and disk go up and down while the three look, by what others do at this moment.
      const slack = /available|avail_bytes|files_free|load1/.test(series) ? 0.2 * was : 0;
      expect([series, value >= Math.min(was, is) - slack, value <= Math.max(was, is) + slack]).toEqual([
        series,
        true,
        true,
      ]);
    }
  });

  it('leaves no processor out, and no filesystem with a disk of its own', async () => {
    const own = read(await scrape());
    const processors = [...read(await peer.scrape()).keys()].filter((series) => series.startsWith('node_cpu_seconds'));
    expect(processors.length).toBeGreaterThan(0);
    expect(processors.filter((series) => !own.has(series))).toEqual([]);
    const devices = (series: Iterable<string>) =>
      new Set([...series].flatMap((one) => /^node_filesystem_size.*device="(\/dev\/[^"]+)"/.exec(one)?.[1] ?? []));
    expect(devices(own.keys())).toEqual(devices(read(await peer.scrape()).keys()));
  });
});
