import type { ServiceRecord } from './supervisor/state.ts';
import { renderTable } from './table.ts';

/** Renders services as people read them: what runs where, whether it does, and how long it took to start. */
export const renderRecords = (records: readonly ServiceRecord[]): string =>
  renderTable(
    ['service', 'version', 'URL', 'state', 'start', 'restarts'],
    records.map(({ name, version, url, state, startSeconds, restarts }) => [
      name,
      version,
      url,
      state,
      startSeconds === undefined ? '' : `${startSeconds.toFixed(1)} s`,
      restarts === 0 ? '' : String(restarts),
    ]),
  );
