import type { Config } from './load-config.ts';

/** Where the runbook of an alert is read, whether or not the folder's address ends with a slash. */
export const runbookUrl = (alert: string, { runbooks }: Config['urls']): string =>
  `${runbooks}${runbooks.endsWith('/') ? '' : '/'}${alert}.md`;
