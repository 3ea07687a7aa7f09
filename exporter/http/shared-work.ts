/** Does some work, or gives the result of the same work that is under way. */
export type ShareWork<T> = (key: string, work: () => Promise<T>) => Promise<T>;

/** Makes what lets callers share work: those that ask by the same key before it is done get the one result. */
export const makeSharedWork = <T>(): ShareWork<T> => {
  const underWay = new Map<string, Promise<T>>();
  return (key, work) => {
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const begun = work().finally(() => underWay.delete(key));
    underWay.set(key, begun);
    return begun;
  };
};
