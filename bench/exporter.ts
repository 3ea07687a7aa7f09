import type { Benchmark, Row } from './benchmark.ts';
import { chatTables } from './exporter/chat-tables.ts';
import { defaultScrape } from './exporter/default-scrape.ts';
import { manyTables } from './exporter/many-tables.ts';
import { pageText } from './exporter/page-text.ts';
import type { Part } from './exporter/part.ts';
import { scrapesAtOnce } from './exporter/scrapes-at-once.ts';
import { swarm } from './exporter/swarm.ts';

/** Each subject, in the order of the table. */
const parts: readonly Part[] = [defaultScrape, manyTables, chatTables, pageText, scrapesAtOnce, swarm];

/** What the exporter costs its reader, its machine and what it watches, beside what others use. */
export const exporter: Benchmark = {
  name: 'exporter',
  question: 'What does it cost to watch by the exporter, beside what else does it?',
  async run(say) {
    const rows: Row[] = [];
    for (const { name, run } of parts) {
      say(name);
      rows.push(...(await run(say)));
    }
    return rows;
  },
};
