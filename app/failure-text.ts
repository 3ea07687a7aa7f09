import { ConfigError } from '../config/config-error.ts';
import { StartError } from './start-error.ts';

const isUsageError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** What a program of the app writes when it cannot go on: a sentence where its user can mend it, else the error as it is. */
export const failureText = (error: unknown): unknown => {
  if (error instanceof ConfigError || error instanceof StartError) return error.message;
  return isUsageError(error) ? `${error.message}; the only option is --config FILE.` : error;
};
