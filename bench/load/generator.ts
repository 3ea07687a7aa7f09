import { setTimeout as delay } from 'node:timers/promises';
import { signToken } from '../../app/identity/token.ts';
import { readTokenIssuer } from '../../app/identity/token-key.ts';
import { loadConfig } from '../../config/load-config.ts';
import { createMeasures, type LoadResult, type Measures, type Step } from './measures.ts';
import { keepPace } from './pace.ts';
import type { LoadPlan } from './plan.ts';
import { join, type User } from './user.ts';

/** Seconds that a token lives; no run takes longer. */
const tokenLife = 600;

/** Milliseconds without any delivery after which what has not come is lost. */
const quiet = 5_000;

/** Milliseconds more, in which a delivery that comes twice would come. */
const aftermath = 300;

/** Rates in a row that are beyond the limit until no higher one is tried: one may be a hiccup of the machine. */
const mostBeyond = 2;

type Sustained = Extract<LoadPlan['work'], { kind: 'sustained' }>;

const tokensOf = async ({ configFile, firstUserId, users }: LoadPlan): Promise<readonly (string | undefined)[]> => {
  if (configFile === undefined) return Array.from({ length: users }, () => undefined);
  const issuer = await readTokenIssuer(await loadConfig(configFile), process.env);
  return Promise.all(
    Array.from({ length: users }, async (_, index) => {
      const userId = firstUserId + index;
      return (await signToken({ userId, name: `load ${userId}` }, issuer, tokenLife)).token;
    }),
  );
};

/** Waits until all that was sent has been received by all, or nothing comes any more. */
const allReceived = async ({ tally, lastReceivedAt }: Measures): Promise<void> => {
  while (tally.outstanding() > 0 && performance.now() - lastReceivedAt() < quiet) await delay(10);
};

/** Lets users say things at one rate after the other. */
const talk = async (users: readonly User[], work: Sustained, measures: Measures): Promise<Step[]> => {
  const steps: Step[] = [];
  let turns = 0;
  let beyond = 0;
  for (const rate of work.rates) {
    const answers: Promise<void>[] = [];
    const speak = (seconds: number) =>
      keepPace({ steps: Math.round(seconds * rate), perSecond: rate }, (_, dueAt) => {
        // In turn: nobody says more than the service lets one person say.
        const user = users[turns % users.length];
        turns += 1;
        if (user) answers.push(user.send(dueAt));
      });
    await speak(work.warmUpSeconds);
    const { stop, step } = measures.begin();
    await speak(work.seconds);
    stop();
    await Promise.all([...answers, allReceived(measures)]);
    const done = step();
    steps.push(done);
    beyond = done.refused > 0 || done.receipt.p99 > (work.untilP99Ms ?? Number.POSITIVE_INFINITY) ? beyond + 1 : 0;
    if (work.untilP99Ms !== undefined && beyond === mostBeyond) break;
  }
  return steps;
};

/** Lets users come, say what the plan asks of them, and leave when all is received; tells how that went. */
export const generateLoad = async (plan: LoadPlan): Promise<LoadResult> => {
  const { url, rooms, users, firstUserId, arrivalSeconds, work } = plan;
  const tokens = await tokensOf(plan);
  const measures = createMeasures();
  const there: User[] = [];
  const visits: Promise<void>[] = [];

  const visit = async (index: number): Promise<void> => {
    const room = rooms[index % rooms.length] ?? '';
    const options = { url, room, userId: firstUserId + index, token: tokens[index] };
    const user = await join(options, measures).catch(measures.refused);
    if (!user) return;
    there.push(user);
    if (work.kind === 'sustained') return;
    for (let count = 0; count < work.each; count += 1) await user.send(performance.now());
  };
  const { stop, step } = measures.begin();
  await keepPace({ steps: users, perSecond: users / arrivalSeconds }, (index) => visits.push(visit(index)));
  await Promise.all(visits);
  await allReceived(measures);
  stop();
  const steps = work.kind === 'sustained' ? await talk(there, work, measures) : [step()];
  await delay(aftermath);
  await Promise.all(there.map((user) => user.leave()));
  return measures.result(steps);
};
