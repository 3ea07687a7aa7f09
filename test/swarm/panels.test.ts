import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateAll } from '../../cli/generators.ts';
import { loadConfig } from '../../config/load-config.ts';
import { readState } from '../../lab/supervisor/state.ts';
import { swarmObstacle } from '../../lab/swarm/obstacle.ts';
import { everyCollector, makeAsk } from '../support/ask-prometheus.ts';
import { type Asked, promqlOf } from '../support/dashboard-queries.ts';
import { type LabFolder, makeLabFolder } from '../support/lab-process.ts';

const obstacle = await swarmObstacle();

const patient = { timeout: 240_000, interval: 1_000 };

/** Rightly empty: no service of a swarm that has just been made was ever updated. */
const isNotHere = ({ where }: Asked): boolean => where.includes('panel "Updates"');

describe.skipIf(obstacle !== undefined)(
  `dashboards of a Swarm${obstacle === undefined ? '' : ` (${obstacle})`}`,
  () => {
    let lab: LabFolder;
    let running: ReturnType<LabFolder['run']>;
    let ask: ReturnType<typeof makeAsk>;
    let asked: Asked[];

    beforeAll(async () => {
      lab = await makeLabFolder({ collectors: everyCollector });
      const parts = lab.only('mariadb', 'redis', 'app', 'exporter', 'prometheus', 'alertmanager', 'people');
      running = lab.run('--swarm', '--time-scale', '15', ...parts);
      await vi.waitFor(() => expect(readState(join(lab.folder, '.lab/state.json'))?.ready).toBe(true), patient);
      const config = await loadConfig(lab.configFile);
      ask = makeAsk(config.urls.prometheus);
      asked = promqlOf(generateAll(config)).filter(
        ({ where, expr }) => where.includes('/swarm.json') && /\bswarm_/.test(expr),
      );
    }, 270_000);

    afterAll(async () => {
      running?.kill('SIGTERM');
      await running;
      await lab?.remove();
    });

    it('has an answer to every query about it, and to none about what it has not', async () => {
      await vi.waitFor(async () => {
        const empty = await Promise.all(
          asked
            .filter((one) => !isNotHere(one))
            .map(async ({ where, expr }) => ((await ask(expr)).length > 0 ? [] : [where])),
        );
        expect(empty.flat()).toEqual([]);
      }, patient);
      for (const { where, expr } of asked.filter(isNotHere)) expect([where, await ask(expr)]).toEqual([where, []]);
      expect(asked.length).toBeGreaterThan(20);
    }, 270_000);
  },
);
