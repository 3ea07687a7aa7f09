/** Aborts when a person or the machine wants this to end, or nobody reads its output any more. The second time the process ends at once. */
export const whenStopped = (): AbortSignal => {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stopping.abort());
  process.stdout.on('error', () => stopping.abort());
  return stopping.signal;
};
