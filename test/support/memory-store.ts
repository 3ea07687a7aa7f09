import type { SpooledLine } from '../../spool/record.ts';
import { openSpool, type SpoolOptions } from '../../spool/spool.ts';
import type { LogStore, Refusal, Verdict } from '../../spool/store.ts';
import { countSpool } from './spool-meter.ts';

/** A store that keeps ids in the order in which it takes them, and refuses as `answer` says. */
export const keep = (answer: (line: SpooledLine) => Verdict | Refusal | undefined = () => undefined) => {
  const stored: string[] = [];
  const sizes: number[] = [];
  const store: Required<LogStore> = {
    async send(lines) {
      sizes.push(lines.length);
      const verdicts = lines.map((line) => answer(line) ?? { kind: 'stored' as const });
      const whole = verdicts.find(({ kind }) => kind === 'network' || kind === 'too_large');
      if (whole && 'reason' in whole) return whole as Refusal;
      for (const [i, { kind }] of verdicts.entries()) if (kind === 'stored') stored.push(lines[i]?.id ?? '');
      return { verdicts: verdicts as Verdict[] };
    },
    locate: async () => ({ generation: 1, stored: new Set() }),
  };
  return { store, stored, sizes };
};

/** A store that is not there. */
export const away: LogStore = {
  send: async () => ({ kind: 'network', reason: 'away' }),
  locate: async () => ({ kind: 'network', reason: 'away' }),
};

/** Opens a spool before such a store, which loses no time, and counts what becomes of its lines. */
export const openInMemory = (folder: string, store: LogStore, options: Partial<SpoolOptions> = {}) => {
  const counted = countSpool();
  const spool = openSpool({
    folder,
    store,
    destination: 'logs-test-default',
    meter: counted.meter,
    limitBytes: 1_000_000,
    sync: 'interval',
    onTrouble: () => {},
    onFailure: () => {},
    pauses: { least: 1, most: 5 },
    gather: 5,
    settleMs: 5,
    ...options,
  });
  return { ...counted, spool };
};
