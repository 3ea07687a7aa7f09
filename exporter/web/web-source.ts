import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../../config/config-error.ts';
import type { Log } from '../log.ts';
import { openSettings, readWebSettings, type WebSettings } from './web-settings.ts';

/** Milliseconds between two looks at the files. */
const lookEveryMs = 2_000;

/** The web configuration in use, which follows its files. */
export interface WebSource {
  readonly current: () => WebSettings;
  /** Calls back with each new one. */
  readonly onNew: (listener: (settings: WebSettings) => void) => void;
  /**
   * Looks at the files now.
   * @returns what makes them count
   * @throws ConfigError if they cannot be used; those in use stay
   */
  readonly look: () => Promise<() => void>;
  /** Ends looking. */
  readonly close: () => void;
}

/** Settings as text, to see a change by: a Map has no JSON of its own. */
const fingerprint = ({ users, ...rest }: WebSettings): string => JSON.stringify([rest, [...users]]);

/** What a server that listens cannot change. @throws ConfigError that says so */
const checkChange = (before: WebSettings, after: WebSettings, file: string): void => {
  // A file that is just being written may lack its end, and would let everybody in.
  if (before.users.size > 0 && after.users.size === 0) {
    throw new ConfigError(
      `${file}: that nobody needs a password any more counts with a restart only; restart the exporter.`,
    );
  }
  if (before.tls?.clientAuth === after.tls?.clientAuth) return;
  throw new ConfigError(
    `${file}: whether tls_server_config is there, and its client_auth_type, change with a restart only; restart the exporter.`,
  );
};

/**
 * Reads a web configuration and looks at its files every two seconds. One that cannot be used is refused, and the one in use
 * stays; that is logged at the second look, since whoever renews a certificate writes one file after the other.
 * @param file undefined where there is none: everybody is served without encryption
 * @throws ConfigError if it cannot be used to begin with
 */
export const openWebSource = async (file: string | undefined, log: Log): Promise<WebSource> => {
  let current = file === undefined ? openSettings : await readWebSettings(file);
  const listeners: ((settings: WebSettings) => void)[] = [];
  const stop = new AbortController();

  const look = async () => {
    if (file === undefined) return () => {};
    const base = current;
    const found = await readWebSettings(file);
    checkChange(current, found, file);
    return () => {
      // Another look was quicker, and has read what is at least as new.
      if (current !== base || fingerprint(found) === fingerprint(current)) return;
      current = found;
      for (const listen of listeners) listen(found);
      log('info', `${file} or a file that it names has changed, and counts from now on.`);
    };
  };

  const watch = async () => {
    let trouble = { sentence: '', told: true };
    while (!stop.signal.aborted) {
      // The end of the pause by the signal is no failure.
      await delay(lookEveryMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      if (stop.signal.aborted) return;
      try {
        (await look())();
        trouble = { sentence: '', told: true };
      } catch (error) {
        const sentence = error instanceof Error ? error.message : String(error);
        const again = trouble.sentence === sentence;
        if (again && !trouble.told)
          log('error', `The new web configuration is refused, the old one stays: ${sentence}`);
        trouble = { sentence, told: again };
      }
    }
  };
  if (file !== undefined) void watch();

  return {
    current: () => current,
    onNew: (listener) => void listeners.push(listener),
    look,
    close: () => stop.abort(),
  };
};
