import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { comparisonOf } from '../benchmark.ts';
import { cpuTimeOf } from '../load/cpu-time.ts';
import type { Part } from './part.ts';
import { startOurs } from './running-exporter.ts';

const atOnce = 10;
const rounds = 50;

/** What a kind of scrape cost, each time. */
interface Cost {
  readonly ms: number[];
  readonly cpuMs: number[];
  readonly statements: number[];
}

/** Several scrapes at once beside one, of one exporter: all of them shall cost what one does. */
export const scrapesAtOnce: Part = {
  name: '10 scrapes at once',
  async run() {
    const mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }] });
    try {
      await mariadb.makeTable('chatlogs');
      const admin = await createConnection(mariadb.server.admin);
      const exporter = await startOurs(mariadb);
      const questions = async () => {
        const [rows] = await admin.query<RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Questions'");
        return Number(rows[0]?.Value);
      };
      const measure = async (count: number, cost: Cost) => {
        const asked = await questions();
        const cpu = cpuTimeOf([exporter.pid]);
        const began = performance.now();
        await Promise.all(Array.from({ length: count }, () => exporter.scrape()));
        cost.ms.push(performance.now() - began);
        cost.cpuMs.push(cpuTimeOf([exporter.pid]) - cpu);
        // The second reading counts itself.
        cost.statements.push((await questions()) - asked - 1);
      };
      const warm: Cost = { ms: [], cpuMs: [], statements: [] };
      for (let i = 0; i < rounds; i += 1) await measure(i % 2 === 0 ? 1 : atOnce, warm);
      const ours: Cost = { ms: [], cpuMs: [], statements: [] };
      const peer: Cost = { ms: [], cpuMs: [], statements: [] };
      for (let i = 0; i < rounds; i += 1) {
        if (i % 2 === 0) await measure(atOnce, ours);
        await measure(1, peer);
        if (i % 2 === 1) await measure(atOnce, ours);
      }
      await exporter.stop();
      await admin.end();
      const of = {
        case: `${atOnce} scrapes at once; peer: one scrape`,
        reason: 'nine more requests are read and answered',
      };
      return [
        comparisonOf(
          { ...of, measure: 'statements', unit: 'count' },
          { ours: ours.statements, peer: peer.statements },
          1,
        ),
        comparisonOf({ ...of, measure: 'processor time', unit: 'ms' }, { ours: ours.cpuMs, peer: peer.cpuMs }, 1),
        comparisonOf({ ...of, measure: 'time until all have theirs', unit: 'ms' }, { ours: ours.ms, peer: peer.ms }, 1),
      ];
    } finally {
      await mariadb.stop();
    }
  },
};
