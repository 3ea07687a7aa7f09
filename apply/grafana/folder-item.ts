import { demand, lookUp } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import type { Item } from '../items.ts';
import { ownFolder } from './ownership.ts';

const path = `/api/folders/${ownFolder.uid}`;

/** The folder of our dashboards. It is made where it is missing; whatever it is called by then is left to people. */
export const folderItem = async (api: Api, signal: AbortSignal): Promise<Item> => ({
  kind: 'folder',
  name: ownFolder.uid,
  found: (await lookUp(api, 'tell of folders', path, signal)) && {},
  wanted: {},
  async run(within) {
    await demand(api, `make folder ${ownFolder.uid}`, {
      method: 'POST',
      path: '/api/folders',
      json: ownFolder,
      signal: within,
    });
  },
  async undo(within) {
    if ((await lookUp(api, 'tell of folders', path, within)) === undefined) return;
    // Grafana deletes what is in it too; somebody may have put something there.
    const inside = `/api/search?folderUIDs=${ownFolder.uid}&limit=1`;
    const held = await demand(api, 'search its dashboards', { method: 'GET', path: inside, signal: within });
    if (Array.isArray(held) && held.length > 0) return;
    await demand(api, `delete folder ${ownFolder.uid}`, { method: 'DELETE', path, signal: within });
  },
});
