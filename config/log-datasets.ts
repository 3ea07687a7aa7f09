/** What the project stores lines of itself, as the names of their data streams have it. No other service may take these for its own. */
export const ownDatasets = {
  chat: 'chat.app',
  accesses: 'nginx.access',
  deadLetters: 'gapwatch.dead_letter',
} as const;
