/** An answer that is not a list of objects in JSON. */
export class JsonListError extends Error {
  override name = 'JsonListError';
  /** What was there instead; empty where it ended before its list did. */
  readonly found: string;

  constructor(found: string, cause?: unknown) {
    super('not a list of objects in JSON', { cause });
    this.found = found;
  }
}

/** Takes a list in the chunks that it comes in. */
export interface JsonListReader {
  /** @throws JsonListError if what came so far cannot be one */
  readonly write: (chunk: Buffer) => void;
  /** @throws JsonListError if the list has not ended */
  readonly end: () => void;
}

/** Longest element, in bytes. The swarm's own managers exchange no larger objects. */
const longestElement = 8 * 1024 * 1024;

/** Bytes shown of what cannot be read. */
const shownBytes = 300;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const space = 0x20;

/** Which of the names stands in the bytes from `start` to `end`; -1 if none does. */
const findName = (names: readonly Buffer[], bytes: Buffer, start: number, end: number): number => {
  for (let place = 0; place < names.length; place += 1) {
    const name = names[place];
    if (name === undefined || name.length !== end - start) continue;
    let same = 0;
    while (same < name.length && name[same] === bytes[start + same]) same += 1;
    if (same === name.length) return place;
  }
  return -1;
};

/**
 * Looks for the end of the object that begins at `start`. It passes over all that is in it but quotes and brackets.
 * @param values gets, for each name, where the member's value begins and ends; those of other members stay -1
 * @returns the place after it; -1 if it does not end before `end`
 */
const passObject = (
  bytes: Buffer,
  start: number,
  end: number,
  names: readonly Buffer[],
  values: Int32Array,
): number => {
  values.fill(-1);
  let depth = 0;
  let nextIsKey = true;
  let member = -1;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      at += 1;
      const text = at;
      while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
      if (at >= end) return -1;
      if (nextIsKey && depth === 1) {
        member = findName(names, bytes, text, at);
        nextIsKey = false;
      }
    } else if (byte === openObject || byte === openList) {
      depth += 1;
    } else if (byte === closeObject || byte === closeList) {
      depth -= 1;
      if (depth > 0) continue;
      if (member >= 0) values[2 * member + 1] = at;
      return at + 1;
    } else if (depth === 1 && byte === colon && member >= 0) {
      values[2 * member] = at + 1;
    } else if (depth === 1 && byte === comma) {
      if (member >= 0) values[2 * member + 1] = at;
      member = -1;
      nextIsKey = true;
    }
  }
  return -1;
};

/** Whether the bytes are a string as it stands: quotes around it, and in it nothing that has to be told apart. */
const isPlainText = (bytes: Buffer, from: number, to: number): boolean => {
  if (to - from < 2 || bytes[from] !== quote || bytes[to - 1] !== quote) return false;
  for (let at = from + 1; at < to - 1; at += 1) if (bytes[at] === quote || bytes[at] === backslash) return false;
  return true;
};

/** The value in some bytes. @throws SyntaxError if it is not JSON */
const parseValue = (bytes: Buffer, from: number, to: number): unknown =>
  isPlainText(bytes, from, to)
    ? bytes.toString('utf8', from + 1, to - 1)
    : JSON.parse(bytes.toString('utf8', from, to));

/**
 * Reads a JSON list of objects while it comes, and of each object only the named members: a swarm's tasks are tens of megabytes, of
 * which a tenth is of use. An object is looked at again from its beginning when the chunk ends within it.
 * @param take gets each object as it ends; members that it does not have are absent
 * @param room memory that it may use until it ends: as much as two chunks, or it will take more
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export const makeJsonListReader = (
  members: readonly string[],
  take: (element: Readonly<Record<string, unknown>>) => void,
  room: Buffer,
): JsonListReader => {
  const names = members.map((name) => Buffer.from(name));
  const values = new Int32Array(2 * members.length);
  let bytes = room;
  /** Bytes of the object at the front that has not ended. */
  let kept = 0;
  let phase: 'before' | 'opened' | 'element' | 'comma' | 'after' = 'before';

  const fail = (from: number, end: number, cause?: unknown) =>
    new JsonListError(bytes.toString('utf8', from, Math.min(end, from + shownBytes)), cause);

  const parse = (start: number, end: number): Readonly<Record<string, unknown>> => {
    if (bytes[end - 1] !== closeObject) throw fail(start, end);
    const element: Record<string, unknown> = {};
    try {
      // Without an iterator: this runs for each member of each task.
      for (let place = 0; place < members.length; place += 1) {
        const from = values[2 * place] ?? -1;
        if (from >= 0) element[members[place] ?? ''] = parseValue(bytes, from, values[2 * place + 1] ?? -1);
      }
    } catch (cause) {
      throw fail(start, end, cause);
    }
    return element;
  };

  /** Reads on between two elements. @returns whether an element begins with this byte */
  const pass = (byte: number | undefined, fails: () => Error): boolean => {
    if (byte === openObject && (phase === 'opened' || phase === 'comma')) return true;
    if (byte === openList && phase === 'before') phase = 'opened';
    else if (byte === comma && phase === 'element') phase = 'comma';
    else if (byte === closeList && (phase === 'opened' || phase === 'element')) phase = 'after';
    else if (byte === undefined || byte > space) throw fails();
    return false;
  };

  /** Puts a chunk after what is kept. @returns where it ends */
  const append = (chunk: Buffer): number => {
    const end = kept + chunk.length;
    if (end > bytes.length) {
      if (end > longestElement) throw fail(0, kept);
      const more = Buffer.allocUnsafe(2 * end);
      bytes.copy(more, 0, 0, kept);
      bytes = more;
    }
    chunk.copy(bytes, kept);
    return end;
  };

  return {
    write(chunk) {
      const end = append(chunk);
      let at = 0;
      while (at < end) {
        if (!pass(bytes[at], () => fail(at, end))) {
          at += 1;
          continue;
        }
        const next = passObject(bytes, at, end, names, values);
        if (next < 0) break;
        take(parse(at, next));
        phase = 'element';
        at = next;
      }
      bytes.copy(bytes, 0, at, end);
      kept = end - at;
    },
    end() {
      if (phase !== 'after') throw new JsonListError('');
    },
  };
};
