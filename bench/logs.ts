import type { Benchmark, Row } from './benchmark.ts';
import { flood } from './logs/flood.ts';
import { kills } from './logs/kills.ts';
import { outage } from './logs/outage.ts';
import type { LogPart } from './logs/part.ts';
import { setLogStage } from './logs/stage.ts';
import { steady } from './logs/steady.ts';

/** Each subject, in the order of the table. */
const parts: readonly LogPart[] = [steady, flood, outage, kills];

/** The way of log lines by the transport, beside the one that services of winston use most, and beside a plain file. */
export const logs: Benchmark = {
  name: 'logs',
  question: 'What does it cost to log by the transport, and are lines lost or stored twice, beside what else does it?',
  async run(say) {
    const stage = await setLogStage();
    try {
      const rows: Row[] = [];
      for (const { name, run } of parts) {
        say(name);
        rows.push(...(await run(stage, say)));
      }
      return rows;
    } finally {
      await stage.stop();
    }
  },
};
