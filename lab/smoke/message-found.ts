import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Check } from './check.ts';
import { connect, doorOf } from './door.ts';

/** One who is in no table of users. */
const person = { userId: 900_000, name: 'smoke-searcher' };

const answer = z.object({
  engine: z.string(),
  chatlogs: z.array(z.object({ chat_id: z.number(), message: z.string() })),
});

/** What a person says now is found by Elasticsearch a moment later. */
export const messageFound: Check = {
  name: 'a message is found',
  needs: ['mariadb', 'app', 'elasticsearch'],
  begin(config) {
    const keyword = randomUUID();
    let saidAt: number | undefined;
    return async (signal) => {
      const door = await doorOf(config);
      if (saidAt === undefined) {
        const socket = await connect(door, person, signal);
        const reply: unknown = await socket
          .timeout(10_000)
          .emitWithAck('send_message', config.rooms[0], person.name, person.userId, `smoke ${keyword}`);
        socket.disconnect();
        if (!z.object({ ok: z.literal(true) }).safeParse(reply).success) {
          return { there: false, evidence: `a message is refused: ${JSON.stringify(reply)}` };
        }
        saidAt = performance.now();
      }
      const url = `${door.url}/board/search`;
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ keyword }),
        signal,
      });
      if (!response.ok) return { there: false, evidence: `${url} answers ${response.status}` };
      const { engine, chatlogs } = answer.parse(await response.json());
      const [found] = chatlogs;
      if (!found) return { there: false, evidence: `${url} does not find what was said` };
      const seconds = ((performance.now() - saidAt) / 1e3).toFixed(1);
      return { there: true, evidence: `message ${found.chat_id} by ${engine} after ${seconds} s` };
    };
  },
};
