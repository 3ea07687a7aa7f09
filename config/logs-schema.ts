import { z } from 'zod';
import { logServicesSchema } from './log-services-schema.ts';

/** A user, whose password stands alone in a file, which is read again when it is refused. */
const login = z.strictObject({ user: z.string().min(1), passwordFile: z.string().min(1) });

/** Where log lines wait, how many, where they go and for how long. */
export const logsSchema = z
  .strictObject({
    /** Folder where log lines wait to be shipped, on a disk of this machine. Chats of several names may share it, other services not. */
    spool: z.string().min(1).default('.lab/spool'),
    /**
     * Where log lines go: straight to Elasticsearch, or by way of Logstash. Straight ones are stored once in any case; by way of Logstash
     * one may be stored twice when an answer was lost and the data stream has gone on to its next index before it is sent again.
     */
    sink: z.enum(['elasticsearch', 'logstash']).default('elasticsearch'),
    /** File with an API key as Elasticsearch gives it out encoded: sends log lines, looks for those that it may have, and for the canary. */
    apiKeyFile: z.string().min(1).optional(),
    /** A user of Elasticsearch, in place of an API key. Without either urls.elasticsearch may name one. */
    elasticsearchUser: login.optional(),
    /** The user that Logstash's input asks for. */
    logstashUser: login.optional(),
    /** Bytes that each process may have waiting: at 100 lines/s of 1 KiB, some 40 minutes of an Elasticsearch that is away. */
    limitBytes: z.int().min(1_048_576).max(1_099_511_627_776).default(268_435_456),
    /**
     * When a line reaches the disk itself. A crash of a process loses nothing in any way; one of the machine loses nothing with
     * `always`, which makes each line wait for the disk; the last 200 ms or 256 KB with `interval`; some 30 s with `never`.
     */
    sync: z.enum(['always', 'interval', 'never']).default('interval'),
    /** Days that Elasticsearch keeps lines. Two weeks reach back past a fortnight's holiday. */
    keepDays: z.int().min(1).max(3_650).default(14),
    /** Other services whose lines Elasticsearch is to keep as it keeps those of the chat. */
    services: logServicesSchema.default([]),
  })
  .superRefine(({ apiKeyFile, elasticsearchUser }, { addIssue }) => {
    if (!apiKeyFile || !elasticsearchUser) return;
    addIssue({ code: 'custom', path: ['elasticsearchUser'], message: 'nothing where logs.apiKeyFile is set' });
  });
