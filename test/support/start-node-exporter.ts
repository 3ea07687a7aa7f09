import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { freePort } from './free-port.ts';

/** node_exporter as Debian brings it. */
export const nodeExporter = '/usr/bin/prometheus-node-exporter';

/** Starts node_exporter for this machine. @returns its page when asked, and what ends it */
export const startNodeExporter = async (): Promise<{
  readonly scrape: () => Promise<string>;
  readonly stop: () => Promise<void>;
}> => {
  const port = await freePort();
  const collectors = ['cpu', 'meminfo', 'filesystem', 'loadavg', 'stat'].map((name) => `--collector.${name}`);
  const running = execa(
    nodeExporter,
    [`--web.listen-address=127.0.0.1:${port}`, '--collector.disable-defaults', ...collectors],
    { reject: false },
  );
  const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const isUp = () =>
    scrape().then(
      () => true,
      () => false,
    );
  while (!(await isUp())) {
    if (running.exitCode !== null) throw new Error(`${nodeExporter} ended with ${running.exitCode}.`);
    await delay(50);
  }
  return {
    scrape,
    async stop() {
      running.kill();
      await running;
    },
  };
};
