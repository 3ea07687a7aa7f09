import { z } from 'zod';
import { name, target, url } from './schema-fields.ts';

/** Whom an alert calls: somebody now, somebody in working hours, or nobody, as the Watchdog, which programs listen for. */
const severities = ['page', 'ticket', 'none'] as const;

/** Alertmanager reads it, wherever it was started. */
const secretFile = z.string().regex(/^\/./, 'an absolute path');

const address = z.string().regex(/^[^\s@<>,]+@[^\s@<>,]+$/, 'an e-mail address');

/** Which alerts a receiver gets. */
const gets = (...usual: readonly [(typeof severities)[number], ...(typeof severities)[number][]]) => ({
  name,
  severities: z
    .array(z.enum(severities))
    .min(1)
    .default([...usual]),
  /** Names of `teams`; alerts of all where it is absent. */
  teams: z.array(name).min(1).optional(),
});

const webhook = z.strictObject({
  kind: z.literal('webhook'),
  ...gets('page', 'ticket', 'none'),
  /** Gets Alertmanager's own JSON. */
  url,
  /** File with a token that is sent as `Authorization: Bearer`. */
  tokenFile: secretFile.optional(),
});

const slack = z.strictObject({
  kind: z.literal('slack'),
  ...gets('page', 'ticket'),
  channel: z.string().min(1),
  /** File with the incoming webhook's URL, which is a secret. */
  apiUrlFile: secretFile,
});

const email = z.strictObject({
  kind: z.literal('email'),
  ...gets('page', 'ticket'),
  to: z.array(address).min(1).max(50),
});

const pagerduty = z.strictObject({
  kind: z.literal('pagerduty'),
  ...gets('page'),
  /** File with the integration key of a service, Events API v2. */
  routingKeyFile: secretFile,
  /** `https://events.eu.pagerduty.com/v2/enqueue` for accounts in the EU. */
  url: url.default('https://events.pagerduty.com/v2/enqueue'),
});

/** Who is told of alerts, and how. */
export const receiverSchema = z.discriminatedUnion('kind', [webhook, slack, email, pagerduty]);

/** The mail server that takes what receivers of kind email get. */
export const mailSchema = z.strictObject({
  /** Host and port. */
  server: target,
  from: address,
  /** Absent where the server takes mail without a login. */
  login: z.strictObject({ user: z.string().min(1), passwordFile: secretFile }).optional(),
  /** Whether the mail is given up rather than sent in the clear. */
  requireTls: z.boolean().default(true),
});
