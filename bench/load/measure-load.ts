import type { z } from 'zod';
import type { Chat } from './chats.ts';
import { cpuTimeOf } from './cpu-time.ts';
import type { LoadResult } from './measures.ts';
import type { planSchema } from './plan.ts';
import { runGenerator } from './run-generator.ts';

/** What users do; where, and who they are, is added. */
export type Work = Pick<z.input<typeof planSchema>, 'users' | 'arrivalSeconds' | 'work'>;

/** What a load did to a chat. */
export interface Measured extends LoadResult {
  /** Milliseconds of processor time that the chat's processes took, from before the first user until after the last. */
  readonly cpuMs: number;
  /** All that went wrong besides losses: users and messages refused, deliveries doubled or strayed, connections dropped. */
  readonly faults: number;
}

/** The rooms of the default configuration. */
const rooms = ['I', 'E', 'F', 'T'];

/** More than any run has users. */
const usersApart = 10_000;

let runs = 0;

/** Loads a chat by users whom it has not seen before. */
export const measureLoad = async ({ url, configFile, processes }: Chat, work: Work): Promise<Measured> => {
  runs += 1;
  const pids = processes();
  const before = cpuTimeOf(pids);
  const result = await runGenerator({
    ...work,
    url,
    rooms,
    firstUserId: runs * usersApart,
    ...(configFile !== undefined && { configFile }),
  });
  const { refusedUsers, doubled, strayed, dropped, refusedMessages } = result;
  const refused = Object.values(refusedMessages).reduce((sum, count) => sum + count, 0);
  return {
    ...result,
    cpuMs: cpuTimeOf(pids) - before,
    faults: refusedUsers + refused + doubled + strayed + dropped,
  };
};
