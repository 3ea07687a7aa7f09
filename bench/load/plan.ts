import { z } from 'zod';
import { mostMarks } from './marks.ts';

const seconds = (most: number) => z.number().positive().max(most);

const messages = z.strictObject({
  kind: z.literal('messages'),
  /** Messages that each user sends, each after the answer to the one before. */
  each: z.int().min(1).max(100),
});

const sustained = z.strictObject({
  kind: z.literal('sustained'),
  /** Messages a second, one rate after the other. */
  rates: z.array(z.number().positive().max(5_000)).min(1).max(20),
  /** Of each rate, before what is measured; what is sent then must arrive as well. */
  warmUpSeconds: z.number().min(0).max(30),
  /** Of each rate. */
  seconds: seconds(60),
  /** Stops after two rates at which receipts (99 in 100) took longer, in milliseconds, or a message was refused. */
  untilP99Ms: z.number().positive().optional(),
});

/** What the generator does: bounded, so that a slip of the hand is no attack. */
export const planSchema = z
  .strictObject({
    /** Beginning with `http:`. */
    url: z
      .url({ protocol: /^http$/ })
      .refine((url) => /^127(\.\d+){3}$/.test(new URL(url).hostname), 'the load generator loads 127.0.0.0/8 only'),
    /** The service's `gapwatch.config.ts`, whose secret signs the users' tokens; they come without where it is not given. */
    configFile: z.string().optional(),
    rooms: z.array(z.string()).min(1).max(64),
    users: z.int().min(1).max(5_000),
    /** Id of the first user, so that no run's limits meet those of another. */
    firstUserId: z.int().min(1).max(2_000_000_000),
    /** Time in which they come, one after the other at an even pace. */
    arrivalSeconds: seconds(60),
    work: z.discriminatedUnion('kind', [messages, sustained]),
  })
  .refine(({ users, work }) => {
    const messages =
      work.kind === 'messages'
        ? users * work.each
        : work.rates.reduce((sum, rate) => sum + rate, 0) * (work.warmUpSeconds + work.seconds);
    return messages <= mostMarks;
  }, `at most ${mostMarks} messages can be told apart`);

/** What the generator does. */
export type LoadPlan = z.output<typeof planSchema>;
