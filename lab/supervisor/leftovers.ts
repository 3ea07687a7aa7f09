import type { Say } from '../service.ts';
import { endProcesses } from './end-processes.ts';
import { groupOf } from './process-table.ts';
import type { LabState } from './state.ts';

/** How long a server of a killed lab may take to stop by itself, so that its data is left in order. Milliseconds. */
const graceMs = 8000;

/** Services of an earlier lab that still run, with their processes. */
const findLeftovers = (state: LabState | undefined): { name: string; pids: number[] }[] =>
  (state?.services ?? [])
    .map(({ name, process }) => ({ name, pids: process === undefined ? [] : groupOf(process) }))
    .filter(({ pids }) => pids.length > 0);

/** Ends what a lab that was killed left running, and says so in a line. Only processes that its state names are touched. */
export const endLeftovers = async (state: LabState | undefined, say: Say): Promise<void> => {
  const leftovers = findLeftovers(state);
  if (leftovers.length === 0) return;
  const list = leftovers.map(({ name, pids }) => `${name} (${pids.join(', ')})`).join(', ');
  say(`An earlier lab was killed and left processes behind; ending ${list}.`);
  await endProcesses(() => findLeftovers(state).flatMap(({ pids }) => pids), graceMs);
};
