import type { Check } from './check.ts';
import { exporterAnswers } from './exporter-answers.ts';
import { logLineFound } from './log-line-found.ts';
import { messageFound } from './message-found.ts';
import { messagesPass } from './messages-pass.ts';
import { rulesLoaded } from './rules-loaded.ts';
import { targetsUp } from './targets-up.ts';
import { watchdogReceived } from './watchdog-received.ts';

/** Every piece of evidence that the lab works, in the order in which it is looked for. */
export const checks: readonly Check[] = [
  targetsUp,
  rulesLoaded,
  messagesPass,
  messageFound,
  logLineFound,
  exporterAnswers,
  watchdogReceived,
];
