import { z } from 'zod';
import { ApplyError } from '../apply-error.ts';
import { demand, lookUp } from '../http/answer.ts';
import type { Api } from '../http/api.ts';

const stored = z.object({
  dashboard: z.record(z.string(), z.unknown()),
  meta: z.object({ folderUid: z.string().default(''), provisioned: z.boolean().default(false) }),
});

/** A dashboard as Grafana keeps it. */
export type StoredDashboard = z.output<typeof stored>;

/** What Grafana counts and numbers for itself. */
const ownOfGrafana = ['id', 'version', 'iteration'];

/** What there is to compare of a dashboard: where it is, and what it says. */
export const dashboardForm = (folderUid: string, dashboard: Readonly<Record<string, unknown>>): object => ({
  folder: folderUid,
  dashboard: Object.fromEntries(Object.entries(dashboard).filter(([key]) => !ownOfGrafana.includes(key))),
});

/** @returns undefined where there is none of that uid @throws ApplyError */
export const readDashboard = async (
  api: Api,
  uid: string,
  signal: AbortSignal,
): Promise<StoredDashboard | undefined> => {
  const path = `/api/dashboards/uid/${encodeURIComponent(uid)}`;
  const answer = await lookUp(api, `tell dashboard ${uid}`, path, signal);
  if (answer === undefined) return undefined;
  const parsed = stored.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ApplyError(`${api.title} at ${api.url} tells of dashboards otherwise than Grafana does.`, {
    cause: parsed.error,
  });
};

/** What is saved, and what must have been there. */
interface Save {
  readonly uid: string;
  readonly dashboard: Readonly<Record<string, unknown>>;
  readonly folderUid: string;
  /** The version that this one follows; absent where there must be none. Grafana refuses it if somebody else was quicker. */
  readonly after?: unknown;
}

/** @throws Refusal if Grafana does not take it, also because somebody else has changed it meanwhile */
export const saveDashboard = async (api: Api, save: Save, signal: AbortSignal): Promise<void> => {
  const { uid, dashboard, folderUid, after } = save;
  await demand(api, `take dashboard ${uid}`, {
    method: 'POST',
    path: '/api/dashboards/db',
    json: {
      dashboard: { ...dashboard, uid, id: null, version: after },
      folderUid,
      overwrite: false,
      message: 'gapwatch apply',
    },
    signal,
  });
};

/** @throws ApplyError if Grafana does not delete it */
export const deleteDashboard = async (api: Api, uid: string, signal: AbortSignal): Promise<void> => {
  const path = `/api/dashboards/uid/${encodeURIComponent(uid)}`;
  await demand(api, `delete dashboard ${uid}`, { method: 'DELETE', path, signal });
};
