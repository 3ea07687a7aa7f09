import type { RecordChange } from './keeper.ts';
import type { ProcessIdentity } from './process-table.ts';
import { type ServiceRecord, writeState } from './state.ts';

/** What the lab knows of its services; every change is in the state file at once. */
export interface Records {
  add(record: ServiceRecord): void;
  change(name: string, change: RecordChange): void;
  /** Every service has been up once. */
  markReady(): void;
  list(): readonly ServiceRecord[];
}

/** Records of a new lab, run by the process `lab`, that replace those of the one before in `file`. */
export const createRecords = (file: string, lab: ProcessIdentity): Records => {
  const services = new Map<string, ServiceRecord>();
  let ready = false;
  const write = () => writeState(file, { lab, ready, services: [...services.values()] });
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
