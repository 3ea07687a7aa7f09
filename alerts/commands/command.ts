import type { Config } from '../../config/load-config.ts';
import type { TimeScale } from '../../prometheus/scaled.ts';

/** A command of a runbook: data until it is printed for a configuration, and then a text to paste into a shell. */
export interface Command<Changes extends boolean = boolean> {
  /** `anywhere` that reaches the servers, which it asks; or on the `platform`, where the parts run and their files lie. */
  readonly where: 'anywhere' | 'platform';
  /** Whether it changes anything, so that nobody pastes it to have a look. */
  readonly changes: Changes;
  /** The text, for `sh`. */
  readonly shell: (config: Config, scale: TimeScale) => string;
}

/** A command that only looks. */
export type Look = Command<false>;

/** Quotes a text for `sh`, where it needs that. */
export const quote = (text: string): string =>
  // What has none of sh's own signs stands as it is, which people read more easily.
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
