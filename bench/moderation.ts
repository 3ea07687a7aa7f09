import { setTimeout as delay } from 'node:timers/promises';
import Filter from 'badwords-ko';
import {
  assignIncrementingIds,
  englishDataset,
  englishRecommendedTransformers,
  parseRawPattern,
  RegExpMatcher,
} from 'obscenity';
import { type Case, readCorpus } from '../app/moderation/corpus.ts';
import { createFindBadWord, findBadWordSteps } from '../app/moderation/find-bad-word.ts';
import { firstAllowwords, firstBadwords } from '../app/moderation/first-words.ts';
import { runInSlices } from '../app/moderation/steps.ts';
import { talk } from '../lab/people/corpus.ts';
import { createRandom } from '../lab/people/random.ts';
import { type Benchmark, comparisonOf, type Row, rowOf } from './benchmark.ts';

const rounds = 9;
const size = { words: 10_000, characters: 200, messages: 1_000 };

/** A round of a peer has fewer messages: one takes it some thousand times as long. */
const peerMessages = 10;

/** Whether a text is to be blocked. */
type Judge = (text: string) => boolean;

const ours = (badwords: readonly string[]): Judge => {
  const find = createFindBadWord({ badwords, allowwords: firstAllowwords });
  return (text) => find(text) !== undefined;
};

const korean = (words?: readonly string[]): Judge => {
  const filter = new Filter({ emptyList: words !== undefined });
  filter.addWords(...(words ?? []));
  return (text) => filter.isProfane(text);
};

const english = (words?: readonly string[]): Judge => {
  const listed = words && {
    blacklistedTerms: assignIncrementingIds(words.map((word) => parseRawPattern(word.replace(/[[\]?|\\]/g, '\\$&')))),
  };
  const matcher = new RegExpMatcher({ ...(listed ?? englishDataset.build()), ...englishRecommendedTransformers });
  return (text) => matcher.hasMatch(text);
};

/** Precision and recall, in percent. */
const score = (judge: Judge, cases: readonly Case[]) => {
  const called = cases.filter(({ text }) => judge(text));
  const right = called.filter(({ blocked }) => blocked).length;
  return {
    precision: (100 * right) / called.length,
    recall: (100 * right) / cases.filter(({ blocked }) => blocked).length,
  };
};

/** Each with the words that it comes with, on the cases of the language that the peer is for. */
const accuracy = (corpus: readonly Case[]): Row[] =>
  [
    { language: 'ko', named: 'Korean, beside badwords-ko', judge: korean() },
    { language: 'en', named: 'English, beside obscenity', judge: english() },
  ].flatMap(({ language, named, judge }) => {
    const cases = corpus.filter((one) => one.language === language);
    const [us, peer] = [score(ours(firstBadwords), cases), score(judge, cases)];
    return (['precision', 'recall'] as const).map((measure) =>
      comparisonOf(
        { case: `${named} (${cases.length} cases)`, measure, unit: '%', more: true },
        { ours: [us[measure]], peer: [peer[measure]] },
        1,
      ),
    );
  });

/** The first words, and made-up ones: half of them Korean, of three to five syllables, half Latin. */
const makeWords = (): string[] => {
  const random = createRandom(1);
  const made = (from: number, to: number, letter: () => string) =>
    Array.from({ length: random.between(from, to + 1) }, letter).join('');
  const syllable = () => String.fromCharCode(0xac00 + Math.floor(random.between(0, 11_172)));
  const words = new Set(firstBadwords);
  while (words.size < size.words) {
    words.add(words.size % 2 ? made(3, 5, syllable) : made(5, 9, () => random.pick([...'abcdefghijklmnopqrstuvwxyz'])));
  }
  return [...words];
};

/** What people say in the lab, strung together; `tail` ends each message. */
const makeMessages = (tail: string): string[] => {
  const random = createRandom(2);
  return Array.from({ length: size.messages }, () => {
    let text = '';
    while (text.length < size.characters) text += `${random.pick(talk)} `;
    return text.slice(0, size.characters - tail.length) + tail;
  });
};

/** Microseconds that half and 99 of a hundred messages take no longer than. */
const timed = (judge: Judge, messages: readonly string[]) => {
  const times = messages.map((text) => {
    const began = performance.now();
    judge(text);
    return (performance.now() - began) * 1e3;
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
};

/** Does some work on the event loop. Milliseconds that it took, and those that anything else had to wait meanwhile at most. */
const besideOthers = async (work: () => Promise<unknown>) => {
  const began = performance.now();
  let last = began;
  let longest = 0;
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    looking = setImmediate(look);
  };
  let looking = setImmediate(look);
  await work();
  clearImmediate(looking);
  return { took: performance.now() - began, longest: Math.max(longest, performance.now() - last) };
};

/** Takes a list as the service does. */
const take = (badwords: readonly string[]): Promise<unknown> =>
  runInSlices(findBadWordSteps({ badwords, allowwords: firstAllowwords }), new AbortController().signal);

const cost = async (say: (line: string) => void): Promise<Row[]> => {
  const words = makeWords();
  const taken: number[] = [];
  const waits = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const { took, longest } = await besideOthers(() => take(words));
    taken.push(took);
    waits.ours.push(longest);
    waits.peer.push((await besideOthers(() => delay(took))).longest);
  }
  const judge = ours(words);
  const peers = { 'badwords-ko': korean(words), obscenity: english(words) };
  const [plain, digits] = [makeMessages(''), makeMessages(" 5 o'clock!")];
  const p50: number[] = [];
  const p99: number[] = [];
  const twice: number[] = [];
  const beside = { 'badwords-ko': [] as number[], obscenity: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['badwords-ko', 'obscenity'] as const) {
      beside[name].push(timed(peers[name], plain.slice(0, peerMessages)).p50);
    }
    const once = timed(judge, plain);
    p50.push(once.p50);
    p99.push(once.p99);
    twice.push(timed(judge, digits).p50);
    say(`round ${round + 1} of ${rounds}: ${once.p50.toFixed(1)} µs`);
  }
  const wait = {
    measure: 'longest that others wait',
    unit: 'ms',
    reason: 'a machine that is busy with other work takes the processor away for longer',
  } as const;
  const named = `${size.words} words, ${size.characters} characters`;
  return [
    rowOf({ case: named, measure: 'one message, p50', unit: 'µs' }, p50, 20),
    rowOf({ case: named, measure: 'one message, p99', unit: 'µs' }, p99),
    rowOf({ case: `${named}, read twice for a digit`, measure: 'one message, p50', unit: 'µs' }, twice),
    ...(['badwords-ko', 'obscenity'] as const).map((name) =>
      comparisonOf(
        { case: `${named}, beside ${name}`, measure: 'one message, p50', unit: 'µs' },
        { ours: p50, peer: beside[name] },
        1,
      ),
    ),
    rowOf({ case: `${size.words} words`, measure: 'taking a new list', unit: 'ms' }, taken),
    rowOf({ ...wait, case: `${size.words} words, a new list` }, waits.ours, 10),
    comparisonOf({ ...wait, case: `${size.words} words, a new list; peer: a loop with nothing to do` }, waits),
  ];
};

/** Whether moderation finds what it should, and what each message pays for it. */
export const moderation: Benchmark = {
  name: 'moderation',
  question:
    'Which bad words are found and which innocent ones are not, beside badwords-ko and obscenity with the words that they come with, on a corpus that was written with our list; and what does a message pay?',
  run: async (say) => [...accuracy(await readCorpus()), ...(await cost(say))],
};
