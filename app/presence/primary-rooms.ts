import { register } from '../../metrics/prom-client.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { PresenceCall, PresenceWord } from './primary-messages.ts';
import { createRooms } from './rooms.ts';

/** The people of all workers of one primary. */
export interface PrimaryRooms {
  readonly receive: (workerId: number, call: PresenceCall) => void;
  /** Takes the people of a worker that is gone out of the rooms at once. */
  readonly drop: (workerId: number) => void;
}

/**
 * Keeps people in the primary, where no Redis is.
 * @param options.send brings a word to one worker, or to all
 */
export const createPrimaryRooms = (options: {
  readonly send: (workerId: number | 'all', word: PresenceWord) => void;
  readonly rooms: readonly string[];
  readonly telemetry: Telemetry;
}): PrimaryRooms => {
  const { send, telemetry } = options;
  const rooms = createRooms();
  const counts = register(telemetry.registry, chatMetrics.people, 'max');
  const expired = register(telemetry.registry, chatMetrics.presenceExpired);
  telemetry.beforeCollect(() => {
    for (const room of options.rooms) counts.set({ room }, rooms.read(room).count);
  });

  const changed = (room: string) => send('all', { gapwatch: 'presence', word: 'changed', room });
  const answer = (workerId: number, request: number, room: string) =>
    send(workerId, { gapwatch: 'presence', word: 'read', request, reading: rooms.read(room) });
  const drop = (workerId: number): number => {
    const gone = rooms.drop(String(workerId));
    for (const room of gone.keys()) changed(room);
    return [...gone.values()].reduce((sum, count) => sum + count, 0);
  };

  return {
    receive(workerId, call) {
      const holder = String(workerId);
      if (call.call === 'enter') {
        if (rooms.enter(holder, call.who)) changed(call.who.room);
        answer(workerId, call.request, call.who.room);
      } else if (call.call === 'read') answer(workerId, call.request, call.room);
      else if (call.call === 'leave') {
        if (rooms.leave(holder, call.room, call.userId)) changed(call.room);
      } else drop(workerId);
    },
    // Whom a worker had not taken out itself it left behind when it died.
    drop: (workerId) => expired.add({}, drop(workerId)),
  };
};
