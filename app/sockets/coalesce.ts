/**
 * Lets one run per key serve all who ask while it has not begun: whoever asks gets a run that begins after the question,
 * and at most one run is under way and one waits.
 */
export const coalesce = <T>(run: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
  const current = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();
  const begin = (key: string): Promise<T> => {
    const promise = run(key).finally(() => current.delete(key));
    current.set(key, promise);
    return promise;
  };
  return (key) => {
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const under = current.get(key);
    if (under === undefined) return begin(key);
    const after = () => {
      next.delete(key);
      return begin(key);
    };
    const promise = under.then(after, after);
    next.set(key, promise);
    return promise;
  };
};
