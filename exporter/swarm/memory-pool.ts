/** Lends a piece of memory for as long as some work takes. */
export type LendMemory = <T>(work: (memory: Buffer) => Promise<T>) => Promise<T>;

/**
 * Makes pieces of memory of so many bytes, as many as are needed at once, and lends them again and again: V8 gives back the memory of
 * a buffer that has lived for a moment only when it looks through all of its heap.
 */
export const makeMemoryPool = (bytes: number): LendMemory => {
  const free: Buffer[] = [];
  return async (work) => {
    const memory = free.pop() ?? Buffer.allocUnsafe(bytes);
    try {
      return await work(memory);
    } finally {
      free.push(memory);
    }
  };
};
