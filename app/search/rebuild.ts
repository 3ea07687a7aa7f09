import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from '../storage/database.ts';
import type { MysqlLogin } from '../storage/login.ts';
import { openRebuilds } from './rebuilds.ts';
import type { RelayOptions } from './relay.ts';
import { relayAlone } from './start-relay.ts';

/** Milliseconds between looks at how far it is, and between two lines that tell. */
const periods = { look: 500, tell: 5_000 };

/**
 * Asks for the search index to be built anew, and waits until it is. The service's relay does it where one runs; where none does,
 * this process. Whatever becomes of either, what is asked for is done by the next relay.
 * @returns how many messages it was built of
 * @throws Error of mysql2 if MySQL is lost or refuses; the signal's reason once it aborts
 */
export const rebuildSearch = async (
  database: Session,
  { login, relay }: { readonly login: MysqlLogin; readonly relay: RelayOptions },
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<number> => {
  const rebuilds = openRebuilds(database);
  const id = await rebuilds.ask('asked');
  let toldAt = performance.now();
  let messages = 0;
  const isDone = async (): Promise<boolean> => {
    const found = await rebuilds.find(id);
    messages = found?.messages ?? 0;
    if (performance.now() - toldAt >= periods.tell) {
      toldAt = performance.now();
      say(messages > 0 ? `${messages} messages so far` : 'It has not begun yet: does Elasticsearch answer there?');
    }
    return found?.ended ?? true;
  };
  while (!(await isDone())) {
    const wasAlone = await relayAlone(login, relay, { signal, isDone });
    if (!wasAlone) await delay(periods.look, undefined, { signal });
  }
  return messages;
};
