import { isDeepStrictEqual } from 'node:util';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { ApplyError } from '../apply-error.ts';
import { demand } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import type { Item } from '../items.ts';
import { at, isRecord } from '../tree/record.ts';
import { isOwn, ownFolder, ownTag } from './ownership.ts';
import {
  dashboardForm,
  deleteDashboard,
  readDashboard,
  type StoredDashboard,
  saveDashboard,
} from './stored-dashboard.ts';

/** A dashboard as it is there and as it is wanted. */
export interface DashboardItem extends Item {
  /** Whether it comes from a file of Grafana's own, so that nobody can change it here. */
  readonly provisioned: boolean;
}

const formOf = (stored: StoredDashboard): object => dashboardForm(stored.meta.folderUid, stored.dashboard);

/** Brings back what was found, unless somebody else has changed it since we did. */
const restore = async (api: Api, uid: string, found: StoredDashboard | undefined, made: object | undefined) => {
  const { signal } = new AbortController();
  const now = await readDashboard(api, uid, signal);
  const form = now && formOf(now);
  if (isDeepStrictEqual(form, found && formOf(found))) return;
  if (!isDeepStrictEqual(form, made)) {
    throw new ApplyError(`Somebody else has changed dashboard ${uid} meanwhile; it is left as it is.`);
  }
  if (found === undefined) return deleteDashboard(api, uid, signal);
  await saveDashboard(
    api,
    { uid, dashboard: found.dashboard, folderUid: found.meta.folderUid, after: now?.dashboard.version },
    signal,
  );
};

/** The generated dashboards: those that Grafana reads from files lie beside their provisioning, not in it. */
const written = (files: readonly GeneratedFile[]): readonly Readonly<Record<string, unknown>>[] =>
  files
    .filter(({ path }) => /^dashboards\/generated\/[^/]+\.json$/.test(path))
    .map(({ text }) => JSON.parse(text))
    .filter(isRecord);

/** Every generated dashboard, beside what Grafana has of it. */
export const dashboardItems = async (
  api: Api,
  files: readonly GeneratedFile[],
  signal: AbortSignal,
): Promise<DashboardItem[]> => {
  const items: DashboardItem[] = [];
  for (const dashboard of written(files)) {
    const uid = String(dashboard.uid);
    const found = await readDashboard(api, uid, signal);
    const provisioned = found?.meta.provisioned ?? false;
    // Where Grafana's own file puts it is no business of ours.
    const folderUid = provisioned ? (found?.meta.folderUid ?? '') : ownFolder.uid;
    const wanted = dashboardForm(folderUid, dashboard);
    items.push({
      kind: 'dashboard',
      name: uid,
      provisioned,
      found: found && formOf(found),
      wanted,
      run: (within) => saveDashboard(api, { uid, dashboard, folderUid, after: found?.dashboard.version }, within),
      undo: () => restore(api, uid, found, wanted),
    });
  }
  return items;
};

/** Most dashboards that Grafana tells at once. */
const pageSize = 1000;

const ownUids = async (api: Api, signal: AbortSignal): Promise<string[]> => {
  const uids: string[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/api/search?type=dash-db&tag=${ownTag}&limit=${pageSize}&page=${page}`;
    const found = await demand(api, 'search its dashboards', { method: 'GET', path, signal });
    const hits = Array.isArray(found) ? found : [];
    uids.push(...hits.map((hit) => String(at(hit, 'uid'))));
    if (hits.length < pageSize) return uids.filter(isOwn);
  }
};

/** Dashboards of ours that nothing generates any more. */
export const oldDashboards = async (
  api: Api,
  items: readonly Item[],
  signal: AbortSignal,
): Promise<DashboardItem[]> => {
  const wanted = items.map(({ name }) => name);
  const old: DashboardItem[] = [];
  for (const uid of await ownUids(api, signal)) {
    if (wanted.includes(uid)) continue;
    const found = await readDashboard(api, uid, signal);
    if (found === undefined) continue;
    old.push({
      kind: 'dashboard',
      name: uid,
      provisioned: found.meta.provisioned,
      found: formOf(found),
      wanted: undefined,
      run: (within) => deleteDashboard(api, uid, within),
      undo: () => restore(api, uid, found, undefined),
    });
  }
  return old;
};
