/** One who listens to a room. */
interface Listener {
  /** Takes a delivery of the message with that number. */
  readonly receive: (message: number) => void;
  /** From now on each message of the room must come; some may have come already. */
  readonly join: () => void;
}

/** What became of all deliveries. */
export interface TallyResult {
  readonly messages: number;
  /** Deliveries that had to come: of each message that was not refused, to each who had joined its room before it was sent. */
  readonly expected: number;
  /** Of these, those that never came. */
  readonly lost: number;
  /** Deliveries that came again. */
  readonly doubled: number;
  /** Deliveries of a message of another room, or that nobody sent. */
  readonly strayed: number;
}

/** Knows of each message who must receive it, and of each listener what came. */
export interface Tally {
  /** Adds a listener; each message is told to `onReceived` once. */
  readonly listen: (room: string, onReceived: (message: number) => void) => Listener;
  /** Adds a message that is sent now, and gives its number. */
  readonly send: (room: string) => number;
  /** The service has told the sender that it did not take the message: nobody may receive it. */
  readonly refuse: (message: number) => void;
  /** Deliveries that must still come. */
  readonly outstanding: () => number;
  readonly result: () => TallyResult;
}

interface Record {
  readonly room: string;
  /** Number of the first message that must come. */
  from: number;
  /** A bit for each message that came. */
  bits: Uint8Array;
}

const hasBit = (bits: Uint8Array, place: number): boolean => (((bits[place >> 3] ?? 0) >> (place & 7)) & 1) === 1;

/** A longer copy, in which there is that place. */
const grown = (bits: Uint8Array, place: number): Uint8Array => {
  const larger = new Uint8Array(Math.max(bits.length * 2, place + 1));
  larger.set(bits);
  return larger;
};

/** Counts exactly, at a bit for each listener and message. */
export const createTally = (): Tally => {
  /** Of each message that was not refused. */
  const roomOf: (string | undefined)[] = [];
  const expectedOf: number[] = [];
  const records: Record[] = [];
  const members = new Map<string, number>();
  let expected = 0;
  let arrived = 0;
  let doubled = 0;
  let strayed = 0;
  return {
    listen(room, onReceived) {
      const record: Record = { room, from: Number.POSITIVE_INFINITY, bits: new Uint8Array(64) };
      records.push(record);
      return {
        receive(message) {
          if (roomOf[message] !== room) {
            strayed += 1;
            return;
          }
          if (hasBit(record.bits, message)) {
            doubled += 1;
            return;
          }
          const place = message >> 3;
          if (place >= record.bits.length) record.bits = grown(record.bits, place);
          record.bits[place] = (record.bits[place] ?? 0) | (1 << (message & 7));
          if (message >= record.from) arrived += 1;
          onReceived(message);
        },
        join() {
          record.from = roomOf.length;
          members.set(room, (members.get(room) ?? 0) + 1);
        },
      };
    },
    send(room) {
      const count = members.get(room) ?? 0;
      expected += count;
      expectedOf.push(count);
      return roomOf.push(room) - 1;
    },
    refuse(message) {
      expected -= expectedOf[message] ?? 0;
      roomOf[message] = undefined;
    },
    outstanding: () => expected - arrived,
    result() {
      // Counted anew from the bits, not from the sums above: a sum can hide a loss behind a gain.
      let lost = 0;
      for (const { room, from, bits } of records) {
        for (let message = from; message < roomOf.length; message += 1) {
          if (roomOf[message] === room && !hasBit(bits, message)) lost += 1;
        }
      }
      return { messages: roomOf.length, expected, lost, doubled, strayed };
    },
  };
};
