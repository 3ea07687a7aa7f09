import { setTimeout as delay } from 'node:timers/promises';
import type { FoundMessage, Search } from '../app/search/search-engine.ts';
import type { Searches } from '../app/search/searches.ts';
import { type Benchmark, besideOf, comparisonOf, type Row, rowOf } from './benchmark.ts';
import { percentile } from './percentile.ts';
import { keywordsOf, messagesOf } from './search/corpus.ts';
import { type Stage, setStage } from './search/stage.ts';

const sizes = [10_000, 100_000, 1_000_000];

const languages = { Korean: /^[가-힣ㄱ-ㅎ]+$/u, English: /^[a-z]+$/u };

type Engine = 'elasticsearch' | 'like' | 'fulltext';
const engines: readonly Engine[] = ['elasticsearch', 'like', 'fulltext'];
const title = { elasticsearch: 'Elasticsearch', like: 'LIKE', fulltext: 'FULLTEXT' } as const;

/** Turns, in each of which every engine is asked for every keyword. */
const rounds = 3;

/** Turns of Elasticsearch alone before: as after hours of service it has compiled what it does. MySQL has from the start. */
const warmUp = 10;

/** The newest of an answer that are timed, and those that are compared. */
const newest = { timed: 10, compared: 50 };

/** Searches at a time while their rate is measured, and for how long. */
const crowd = { searches: 4, ms: 2_000 };

/** Messages whose way into the index is timed. */
const said = 30;

/** Most milliseconds of 95 in 100 searches by Elasticsearch, by messages. */
const goals: Readonly<Record<number, number>> = { 100000: 15, 1000000: 30 };

const searchBy = (searches: Required<Searches>): Readonly<Record<Engine, Search>> => ({
  ...searches,
  elasticsearch: (question) => searches.elasticsearch({ ...question, archived: false }),
});

/** What one engine did for the keywords of one language. */
interface Result {
  /** Of each round, milliseconds. */
  readonly times: number[][];
  readonly perSecond: number;
  readonly answers: readonly (readonly FoundMessage[])[];
}

const timeRound = async (search: Search, keywords: readonly string[]): Promise<number[]> => {
  const times: number[] = [];
  for (const keyword of keywords) {
    const began = performance.now();
    await search({ keyword, limit: newest.timed });
    times.push(performance.now() - began);
  }
  return times;
};

const rateOf = async (search: Search, keywords: readonly string[]): Promise<number> => {
  const began = performance.now();
  let done = 0;
  let next = 0;
  const ask = async () => {
    while (performance.now() - began < crowd.ms) {
      await search({ keyword: keywords[next++ % keywords.length] ?? '', limit: newest.timed });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: crowd.searches }, ask));
  return done / ((performance.now() - began) / 1e3);
};

const measureLanguage = async (by: Readonly<Record<Engine, Search>>, keywords: readonly string[]) => {
  const results = {} as Record<Engine, Result>;
  const times: Record<Engine, number[][]> = { elasticsearch: [], like: [], fulltext: [] };
  for (let round = 0; round < warmUp; round++) await timeRound(by.elasticsearch, keywords);
  for (const engine of ['like', 'fulltext'] as const) await timeRound(by[engine], keywords.slice(0, 10));
  for (let round = 0; round < rounds; round++) {
    // Each begins once.
    const order = [...engines.slice(round), ...engines.slice(0, round)];
    for (const engine of order) times[engine].push(await timeRound(by[engine], keywords));
  }
  for (const engine of engines) {
    const answers: (readonly FoundMessage[])[] = [];
    for (const keyword of keywords) answers.push(await by[engine]({ keyword, limit: newest.compared }));
    results[engine] = { times: times[engine], perSecond: await rateOf(by[engine], keywords), answers };
  }
  return results;
};

/** Of what LIKE found, in percent: what the engine has too, among the first `limit` of each. */
const overlap = (ours: Result, like: Result, limit: number): number => {
  let there = 0;
  let all = 0;
  for (const [i, answer] of like.answers.entries()) {
    const ids = new Set(ours.answers[i]?.slice(0, limit).map(({ chat_id }) => chat_id));
    const expected = answer.slice(0, limit);
    all += expected.length;
    there += expected.filter(({ chat_id }) => ids.has(chat_id)).length;
  }
  return all === 0 ? 100 : (100 * there) / all;
};

const hitsOf = ({ answers }: Result): number =>
  answers.reduce((sum, { length }) => sum + length, 0) / Math.max(1, answers.length);

const rowsOf = (size: number, language: string, results: Record<Engine, Result>): Row[] => {
  const { like } = results;
  const reason = 'Elasticsearch with half a gigabyte and one compiler, MariaDB and the client share two cores';
  return (['elasticsearch', 'fulltext'] as const).flatMap((engine) => {
    const ours = results[engine];
    const of = { case: `${size} messages, ${language}, ${title[engine]}; peer: LIKE` };
    const each = (share: number, { times }: Result) => times.map((round) => percentile(share, round));
    const timeRow = (share: number, goal?: number): Row => {
      const what = { ...of, measure: `newest ten, ${100 * share} % below`, unit: 'ms', reason } as const;
      const runs = { ours: each(share, ours), peer: each(share, like) };
      return goal === undefined ? comparisonOf(what, runs) : besideOf(what, runs, goal);
    };
    const recall = { ...of, measure: 'recall in the newest 50', unit: '%', more: true } as const;
    return [
      timeRow(0.5),
      timeRow(0.95, engine === 'elasticsearch' ? goals[size] : undefined),
      timeRow(0.99),
      comparisonOf(
        { ...of, measure: `searches a second, ${crowd.searches} at a time`, unit: 'count', more: true },
        { ours: [ours.perSecond], peer: [like.perSecond] },
      ),
      comparisonOf(
        { ...of, measure: 'found for a keyword, at most 50', unit: 'count' },
        { ours: [hitsOf(ours)], peer: [hitsOf(like)] },
      ),
      rowOf({ ...of, measure: 'overlap of the newest ten', unit: '%' }, [overlap(ours, like, newest.timed)]),
      rowOf(recall, [overlap(ours, like, newest.compared)], engine === 'elasticsearch' ? 100 : undefined),
    ];
  });
};

/** Seconds from the commit of a message until a search finds it. */
const lagRows = async ({ searches, say, relayed }: Stage): Promise<Row[]> => {
  const lags: number[] = [];
  await relayed(async () => {
    for (let i = 0; i < said; i++) {
      // At any moment between two refreshes.
      await delay(137 * (i % 7));
      const keyword = `said as number ${i}.`;
      await say(keyword);
      const began = performance.now();
      while ((await searches.elasticsearch({ keyword, limit: 1, archived: false })).length === 0) await delay(5);
      lags.push((performance.now() - began) / 1e3);
    }
  });
  const of = { case: 'a message that was just stored, Elasticsearch', unit: 's' } as const;
  return [0.5, 0.95].map((share) =>
    rowOf({ ...of, measure: `found after, ${100 * share} % below` }, [percentile(share, lags)]),
  );
};

const measure = async (stage: Stage, say: (line: string) => void): Promise<Row[]> => {
  const by = searchBy(stage.searches);
  const all = [...messagesOf(sizes.at(-1) ?? 0)];
  const rows: Row[] = [];
  for (const [i, size] of sizes.entries()) {
    await stage.add(all.slice(sizes[i - 1] ?? 0, size));
    const took = await stage.index(size);
    say(`${size} messages are indexed: ${took.elasticsearch.toFixed(1)} s, full text ${took.fulltext.toFixed(1)} s`);
    rows.push(
      comparisonOf(
        {
          case: `${size} messages, both indices made anew; peer: FULLTEXT`,
          measure: 'messages indexed',
          unit: 'rows/s',
          more: true,
        },
        { ours: [size / took.elasticsearch], peer: [size / took.fulltext] },
      ),
    );
    for (const [language, letters] of Object.entries(languages)) {
      const results = await measureLanguage(by, keywordsOf(all.slice(0, size), letters));
      rows.push(...rowsOf(size, language, results));
      const p95 = engines.map(
        (engine) => `${title[engine]} ${percentile(0.95, results[engine].times.flat()).toFixed(1)}`,
      );
      say(`${size} messages, ${language}, 95 % below: ${p95.join(', ')} ms`);
    }
    if (i === 0) rows.push(...(await lagRows(stage)));
  }
  return rows;
};

/** FunGap's open question. */
export const search: Benchmark = {
  name: 'search',
  question: 'How much faster is Elasticsearch than MySQL, and does it find the same?',
  async run(say) {
    const stage = await setStage();
    try {
      return await measure(stage, say);
    } finally {
      await stage.stop();
    }
  },
};
