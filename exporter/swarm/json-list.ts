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
 * Reads a JSON list of objects while it comes, and of each object only the named members: a swarm's tasks are tens of megabytes, of
 * which a tenth is of use. What lies between is passed over as bytes, and only its quotes and brackets are looked at.
 * @param take gets each object as it ends; members that it does not have are absent
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export const makeJsonListReader = (
  members: readonly string[],
  take: (element: Readonly<Record<string, unknown>>) => void,
): JsonListReader => {
  const names = members.map((name) => Buffer.from(name));
  /** The element under way and the chunk after it. */
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  /** Where the element begins; -1 between elements. */
  let start = -1;
  /** 0 outside of the list, 1 in it, 2 in an element. */
  let depth = 0;
  let phase: 'before' | 'opened' | 'element' | 'comma' | 'after' = 'before';
  /** Where the string under way begins; -1 outside of strings. */
  let text = -1;
  let nextIsKey = false;
  /** The named member whose value comes, and where that begins; -1 of others. */
  let member = -1;
  let value = -1;
  let element: Record<string, unknown> = {};

  const fail = (cause?: unknown) => {
    const from = start < 0 ? at : start;
    return new JsonListError(bytes.toString('utf8', from, from + shownBytes), cause);
  };

  const keepMember = () => {
    const name = members[member];
    if (name !== undefined && value >= 0) {
      try {
        element[name] = JSON.parse(bytes.toString('utf8', value, at));
      } catch (cause) {
        throw fail(cause);
      }
    }
    member = -1;
    value = -1;
  };

  /** A byte between elements. */
  const betweenElements = (byte: number | undefined) => {
    if (byte === openList && phase === 'before') {
      phase = 'opened';
      depth = 1;
    } else if (byte === openObject && (phase === 'opened' || phase === 'comma')) {
      phase = 'element';
      depth = 2;
      start = at;
      nextIsKey = true;
      element = {};
    } else if (byte === comma && phase === 'element') {
      phase = 'comma';
    } else if (byte === closeList && (phase === 'opened' || phase === 'element')) {
      phase = 'after';
      depth = 0;
    } else if (byte === undefined || byte > space) {
      throw fail();
    }
  };

  /** A byte of an element, outside of strings and of the values of its members. */
  const inElement = (byte: number | undefined) => {
    if (byte === colon && member >= 0 && value < 0) {
      value = at + 1;
    } else if (byte === comma) {
      keepMember();
      nextIsKey = true;
    } else if (byte === closeObject) {
      keepMember();
      take(element);
      start = -1;
      depth = 1;
    } else if (byte === closeList) {
      throw fail();
    }
  };

  const endString = () => {
    if (depth === 2 && nextIsKey) {
      member = findName(names, bytes, text, at);
      nextIsKey = false;
    }
    text = -1;
  };

  const scan = () => {
    const { length } = bytes;
    while (at < length) {
      if (text >= 0) {
        // The hot loop: most of an answer is strings.
        let byte = bytes[at];
        while (at < length && byte !== quote) {
          at += byte === backslash ? 2 : 1;
          byte = bytes[at];
        }
        if (at >= length) return;
        endString();
      } else {
        const byte = bytes[at];
        if (depth < 2) betweenElements(byte);
        else if (byte === quote) text = at + 1;
        else if (byte === openObject || byte === openList) depth += 1;
        else if (depth === 2) inElement(byte);
        else if (byte === closeObject || byte === closeList) depth -= 1;
      }
      at += 1;
    }
  };

  return {
    write(chunk) {
      if (start < 0) {
        at -= bytes.length;
        bytes = chunk;
      } else {
        // What the element had so far moves to the front, and with it all places in it.
        bytes = Buffer.concat([bytes.subarray(start), chunk]);
        at -= start;
        text -= text < 0 ? 0 : start;
        value -= value < 0 ? 0 : start;
        start = 0;
        if (bytes.length > longestElement) throw fail();
      }
      scan();
    },
    end() {
      if (phase !== 'after') throw new JsonListError('');
    },
  };
};
