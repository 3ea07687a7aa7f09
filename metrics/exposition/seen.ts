/**
 * Makes what tells of each key whether it is new. As long as they are numbers that ascend, as they do where samples come in the
 * order of loops over their labels, none can be there before, and they are only noted.
 */
export const makeSeen = (): ((key: number | string) => boolean) => {
  const noted: (number | string)[] = [];
  let last: number | string = Number.NEGATIVE_INFINITY;
  let seen: Set<number | string> | undefined;
  return (key) => {
    if (seen === undefined) {
      if (typeof key === 'number' && key > (last as number)) {
        last = key;
        noted.push(key);
        return true;
      }
      seen = new Set(noted);
    }
    const before = seen.size;
    return seen.add(key).size > before;
  };
};
