import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const processIdentity = z.object({ pid: z.int().positive(), start: z.string() });

const serviceRecord = z.object({
  name: z.string(),
  version: z.string(),
  url: z.string(),
  state: z.enum(['waiting', 'starting', 'up', 'down', 'stopping', 'stopped', 'left out']),
  /** The leader of its process group, while it has one. */
  process: processIdentity.optional(),
  /** From the beginning of its last start until it was ready. */
  startSeconds: z.number().optional(),
  restarts: z.int(),
});

const labState = z.object({
  lab: processIdentity,
  /** Whether every service has been up once since the lab began. */
  ready: z.boolean(),
  services: z.array(serviceRecord),
});

/** What the lab knows of one service. */
export type ServiceRecord = Readonly<z.infer<typeof serviceRecord>>;

/** What `.lab/state.json` holds: enough to show the lab from outside, and to end what a killed one left running. */
export type LabState = Readonly<z.infer<typeof labState>>;

/** Reads the state of the last lab; absent where there was none, or where the file is not one. */
export const readState = (file: string): LabState | undefined => {
  try {
    return labState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
};

/**
 * Writes it in one step, at once: a lab killed a moment later must still find its children again. Its folder is made
 * again where somebody has removed it.
 */
export const writeState = (file: string, state: LabState): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
};
