import { register } from '../../metrics/prom-client.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ChatServer, ChatSocket } from './chat-socket.ts';

const disconnectReasons = chatMetrics.disconnects.labels.reason.values;

const connectErrors = chatMetrics.connectErrors.labels.reason.values;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Counts sockets, the people behind them, and what is delivered to them. @returns counts a socket whose handshake was refused */
export const measureSockets = (
  io: ChatServer,
  {
    rooms,
    seated,
    telemetry,
    worker,
  }: {
    readonly rooms: readonly string[];
    /** How many people of a room these are the sockets of. */
    readonly seated: (room: string) => number;
    readonly telemetry: Telemetry;
    readonly worker: string;
  },
): ((reason: (typeof connectErrors)[number]) => void) => {
  const { registry } = telemetry;
  const sockets = register(registry, chatMetrics.sockets);
  const seats = register(registry, chatMetrics.seats);
  const connects = register(registry, chatMetrics.connects);
  const disconnects = register(registry, chatMetrics.disconnects);
  const refused = register(registry, chatMetrics.connectErrors);
  const deliveries = register(registry, chatMetrics.deliveries);

  // Up to 50,000 a second: counted plainly, by named arguments, and handed over once a scrape.
  const delivered = new Map<unknown, { count: number }>(rooms.map((room) => [room, { count: 0 }]));
  const countDelivery = (
    event: string,
    room: unknown,
    _nick: unknown,
    _userId: unknown,
    _text: unknown,
    _image: unknown,
    _mbti: unknown,
    chatId: unknown,
  ) => {
    if (event !== 'receive_message' || chatId === null) return;
    const inRoom = delivered.get(room);
    if (inRoom) inRoom.count += 1;
  };

  io.engine.on('connection_error', (error: unknown) =>
    refused.add({ reason: connectErrors[Number(codeOf(error))] ?? 'other' }),
  );
  io.on('connection', (socket: ChatSocket) => {
    connects.add({});
    socket.onAnyOutgoing(countDelivery);
    socket.on('disconnect', (reason) => {
      const name = reason.replaceAll(' ', '_');
      disconnects.add({ reason: disconnectReasons.find((known) => known === name) ?? 'other' });
    });
  });
  telemetry.beforeCollect(() => {
    sockets.set({ worker }, io.of('/').sockets.size);
    for (const room of rooms) {
      seats.set({ room }, seated(room));
      const inRoom = delivered.get(room);
      if (!inRoom) continue;
      deliveries.add({ room }, inRoom.count);
      inRoom.count = 0;
    }
  });
  return (reason) => refused.add({ reason });
};
