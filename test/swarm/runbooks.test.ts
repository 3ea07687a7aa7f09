import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { scaleTo, swarmNodes, swarmTasks } from '../../alerts/commands/swarm.ts';
import { chatMetrics } from '../../app/metrics.ts';
import { parseConfig } from '../../config/load-config.ts';
import { swarmObstacle } from '../../lab/swarm/obstacle.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { add, multiply } from '../../metrics/promql/arithmetic.ts';
import { select } from '../../metrics/promql/selector.ts';
import { eachLab } from '../support/each-lab.ts';
import { failures, paste } from '../support/paste.ts';
import { runbookBlocks } from '../support/runbook-blocks.ts';

const obstacle = await swarmObstacle();
const patient = { timeout: 90_000, interval: 500 };

describe.skipIf(obstacle !== undefined)(
  `runbooks in a lab with a Swarm${obstacle === undefined ? '' : ` (${obstacle})`}`,
  () => {
    const lab = eachLab();

    it('have commands for Docker that go as they stand', async () => {
      const parts = ['mariadb', 'redis', 'app', 'exporter', 'prometheus'];
      const started = await lab().run('--swarm', '--detach', '--time-scale', '15', ...lab().only(...parts));
      expect(started.all).toContain('Everything is up.');
      const socket = `unix://${lab().folder}/.lab/swarm/node-1.sock`;

      const folder = join(lab().folder, '.lab/configuration/alerts/generated/runbooks');
      const read = async (name: string) => runbookBlocks(name, await readFile(join(folder, name), 'utf8'));
      const blocks = (await Promise.all((await readdir(folder)).map(read))).flat();
      const ofDocker = blocks.filter(({ language, text }) => language === 'sh' && text.startsWith('docker '));
      for (const { text } of ofDocker) expect(text).toContain(`docker --host ${socket} `);

      const config = {
        ...parseConfig(lab().config, lab().configFile),
        platform: { kind: 'lab' as const, dockerHost: socket },
      };
      // The image of the lab's containers holds Node and no shell; that of deploy/Dockerfile does.
      const needsShell = (text: string) => / sh -c '/.test(text);
      const looks = [
        ...new Set(ofDocker.flatMap(({ changes, text }) => (changes || needsShell(text) ? [] : [text]))),
        ...[swarmNodes, swarmTasks].map(({ shell }) => shell(config, {})),
      ];
      expect(looks.length).toBeGreaterThan(5);
      const pasted = [];
      for (const text of looks) pasted.push(await paste(text, lab().folder));
      expect(failures(pasted)).toEqual([]);

      const replicas = async () =>
        (await paste(`docker --host ${socket} service ls --filter name=fungap --format '{{.Replicas}}'`, lab().folder))
          .stdout;
      expect(await replicas()).toMatch(/^3\/3/);
      // Two, by a number of the service's own: absent until it was scraped.
      const workers = sum(select(chatMetrics.workers, { state: 'desired' }), { by: ['job'] });
      const scale = scaleTo(add(multiply(workers, 0), 2), ({ service }) => service).shell(config, {});
      await vi.waitFor(async () => {
        expect(await paste(scale, lab().folder)).toMatchObject({ exitCode: 0, stderr: '' });
      }, patient);
      await vi.waitFor(async () => expect(await replicas()).toMatch(/^2\/2/), patient);
      const renewals = ofDocker.filter(({ changes, text }) => changes && text.includes('service update --force'));
      expect(renewals).not.toEqual([]);
      for (const text of new Set(renewals.map((one) => one.text))) {
        expect(await paste(text, lab().folder)).toMatchObject({
          exitCode: 0,
          stdout: expect.stringContaining('converged'),
        });
      }
    }, 400_000);
  },
);
