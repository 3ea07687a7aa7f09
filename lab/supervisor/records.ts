import type { Say } from '../service.ts';
import type { RecordChange } from './keeper.ts';
import type { ProcessIdentity } from './process-table.ts';
import { type ServiceRecord, writeState } from './state.ts';

/**
 * What the lab knows of its services; every change is in the state file at once. Where that cannot be written, the lab goes
 * on without: it must still be able to stop what it has started.
 */
export interface Records {
  add(record: ServiceRecord): void;
  change(name: string, change: RecordChange): void;
  /** Every service has been up once. */
  markReady(): void;
  list(): readonly ServiceRecord[];
}

/** Records of a new lab, run by the process `lab`, that replace those of the one before in `file`. */
export const createRecords = (file: string, lab: ProcessIdentity, say: Say): Records => {
  const services = new Map<string, ServiceRecord>();
  let ready = false;
  let written = true;
  const write = () => {
    try {
      writeState(file, { lab, ready, services: [...services.values()] });
      written = true;
    } catch (error) {
      if (written) say(`The lab goes on, but what it runs cannot be written down for others to see: ${String(error)}`);
      written = false;
    }
  };
  write();
  return {
    add(record) {
      services.set(record.name, record);
      write();
    },
    change(name, change) {
      const before = services.get(name);
      if (before !== undefined) services.set(name, { ...before, ...change });
      write();
    },
    markReady() {
      ready = true;
      write();
    },
    list: () => [...services.values()],
  };
};
