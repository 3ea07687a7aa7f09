/** Buffers that are used again: at a full drain new ones would come faster than the collector takes the old ones away. */
export interface BufferPool {
  /** A buffer of at least that many bytes, of any content. */
  readonly take: (size: number) => Buffer;
  /** Gives one back that nobody looks at any more. */
  readonly give: (buffer: Buffer) => void;
}

/** Smaller ones are cheap. */
const smallest = 64 * 1024;

/** Larger ones are multiples of it, so that one serves again though a little more is asked for. */
const step = 256 * 1024;

const roundUp = (size: number): number => (size < smallest ? size : Math.ceil(size / step) * step);

/** Keeps up to `most` buffers that are not in use. */
export const createBufferPool = (most: number): BufferPool => {
  const spare: Buffer[] = [];
  return {
    take(size) {
      const place = spare.findIndex(({ length }) => length >= size);
      return (place < 0 ? undefined : spare.splice(place, 1)[0]) ?? Buffer.allocUnsafeSlow(roundUp(size));
    },
    give(buffer) {
      if (buffer.length < smallest) return;
      spare.push(buffer);
      // The larger ones serve more often.
      if (spare.length > most) spare.sort((a, b) => b.length - a.length).pop();
    },
  };
};
