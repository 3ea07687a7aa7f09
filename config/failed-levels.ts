/** Levels of lines that tell of what failed and should not, by winston's and syslog's names and by pino's. */
export const failedLevels = ['error', 'fatal', 'crit', 'alert', 'emerg'] as const;
