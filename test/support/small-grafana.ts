import type { SmallAnswer, SmallRoute, SmallServer } from './small-api.ts';
import { startSmallServer } from './small-api.ts';

type Json = Readonly<Record<string, unknown>>;

interface StoredDashboard {
  readonly id: number;
  readonly version: number;
  readonly folderUid: string;
  readonly provisioned: boolean;
  readonly data: Json;
}

/** A Grafana as far as its API of folders, dashboards and data sources goes, that keeps what it is given. */
export interface SmallGrafana extends SmallServer {
  /** Makes a dashboard one that comes from a file. */
  readonly provision: (uid: string) => void;
}

const say = (status: number, message: string, state?: string): SmallAnswer => ({
  status,
  json: { message, ...(state && { status: state }) },
});

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * Starts one that is empty.
 * @param token lets one in; anybody may where it is absent
 * @see https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/
 */
export const startSmallGrafana = async (token?: string): Promise<SmallGrafana> => {
  const folders = new Map<string, Json>();
  const dashboards = new Map<string, StoredDashboard>();
  const sources = new Map<string, Json>();
  let lastId = 0;
  const nextId = () => {
    lastId += 1;
    return lastId;
  };

  const saveDashboard = ({ dashboard, folderUid = '', overwrite = false }: Json): SmallAnswer => {
    const data = Object(dashboard) as Json;
    const [uid, folder] = [String(data.uid), String(folderUid)];
    if (typeof data.title !== 'string' || data.title === '') {
      return say(400, 'Dashboard title cannot be empty', 'empty-name');
    }
    if (folder !== '' && !folders.has(folder)) return say(400, 'folder not found');
    const before = dashboards.get(uid);
    if (before?.provisioned) return say(400, 'Cannot save provisioned dashboard');
    if (before && overwrite !== true && data.version !== before.version) {
      return say(412, 'The dashboard has been changed by someone else', 'version-mismatch');
    }
    const [id, version] = [before?.id ?? nextId(), (before?.version ?? 0) + 1];
    dashboards.set(uid, { id, version, folderUid: folder, provisioned: false, data: { ...data, id, uid, version } });
    return { status: 200, json: { id, uid, url: `/d/${uid}/x`, status: 'success', version, slug: 'x', folderUid } };
  };

  const saveSource = (uid: string, sent: Json): SmallAnswer => {
    const before = sources.get(uid);
    const sameName = [...sources.values()].some((one) => one.name === sent.name && one.uid !== uid);
    if (sameName) return say(409, 'data source with the same name already exists');
    const { secureJsonData: _, ...told } = sent;
    const filled = {
      id: before?.id ?? nextId(),
      orgId: 1,
      typeLogoUrl: '',
      user: '',
      database: '',
      basicAuth: false,
      basicAuthUser: '',
      withCredentials: false,
      isDefault: false,
      secureJsonFields: {},
      version: Number(before?.version ?? 0) + 1,
      readOnly: false,
    };
    sources.set(uid, { ...filled, ...told, uid, version: filled.version, id: filled.id });
    return { status: 200, json: { datasource: sources.get(uid), id: filled.id, message: 'Datasource updated' } };
  };

  const routes: readonly SmallRoute[] = [
    [
      'GET',
      /^\/api\/folders\/([^/]+)$/,
      ({ found: [uid = ''] }) =>
        folders.has(uid) ? { status: 200, json: folders.get(uid) } : say(404, 'folder not found', 'not-found'),
    ],
    [
      'POST',
      /^\/api\/folders$/,
      ({ json }) => {
        const { uid, title } = Object(json) as Json;
        if (folders.has(String(uid))) return say(409, 'a folder/dashboard with the same uid already exists');
        const folder = { id: nextId(), uid, title, url: `/dashboards/f/${uid}/x`, hasAcl: false, version: 1 };
        folders.set(String(uid), folder);
        return { status: 200, json: folder };
      },
    ],
    [
      'PUT',
      /^\/api\/folders\/([^/]+)$/,
      ({ found: [uid = ''], json }) => {
        const before = folders.get(uid);
        if (before === undefined) return say(404, 'folder not found', 'not-found');
        const { title, version, overwrite } = Object(json) as Json;
        if (overwrite !== true && version !== before.version) {
          return say(412, 'the folder has been changed by someone else', 'version-mismatch');
        }
        const folder = { ...before, title, version: Number(before.version) + 1 };
        folders.set(uid, folder);
        return { status: 200, json: folder };
      },
    ],
    [
      'DELETE',
      /^\/api\/folders\/([^/]+)$/,
      ({ found: [uid = ''] }) => {
        if (!folders.delete(uid)) return say(404, 'folder not found', 'not-found');
        for (const [key, one] of dashboards) if (one.folderUid === uid) dashboards.delete(key);
        return say(200, 'Folder deleted');
      },
    ],
    [
      'GET',
      /^\/api\/dashboards\/uid\/([^/]+)$/,
      ({ found: [uid = ''] }) => {
        const stored = dashboards.get(uid);
        if (stored === undefined) return say(404, 'Dashboard not found', 'not-found');
        const { version, folderUid, provisioned, data } = stored;
        const meta = {
          type: 'db',
          canSave: true,
          slug: 'x',
          url: `/d/${uid}/x`,
          created: '2026-01-01T00:00:00Z',
          updated: '2026-01-01T00:00:00Z',
          updatedBy: 'admin',
          version,
          hasAcl: false,
          isFolder: false,
          folderUid,
          folderTitle: folders.get(folderUid)?.title ?? 'General',
          provisioned,
          provisionedExternalId: provisioned ? 'x.json' : '',
        };
        return { status: 200, json: { meta, dashboard: data } };
      },
    ],
    ['POST', /^\/api\/dashboards\/db$/, ({ json }) => saveDashboard(Object(json) as Json)],
    [
      'DELETE',
      /^\/api\/dashboards\/uid\/([^/]+)$/,
      ({ found: [uid = ''] }) => {
        const stored = dashboards.get(uid);
        if (stored === undefined) return say(404, 'Dashboard not found', 'not-found');
        if (stored.provisioned) return say(400, 'provisioned dashboard cannot be deleted');
        dashboards.delete(uid);
        return { status: 200, json: { title: stored.data.title, message: 'Dashboard deleted', id: stored.id, uid } };
      },
    ],
    [
      'GET',
      /^\/api\/search$/,
      ({ query }) => {
        const [tags, inFolders] = [query.getAll('tag'), query.getAll('folderUIDs')];
        const found = [...dashboards].filter(
          ([, { data, folderUid }]) =>
            tags.every((tag) => list(data.tags).includes(tag)) &&
            (inFolders.length === 0 || inFolders.includes(folderUid)),
        );
        const [limit, page] = [Number(query.get('limit') ?? 1000), Number(query.get('page') ?? 1)];
        return {
          status: 200,
          json: found.slice((page - 1) * limit, page * limit).map(([uid, { id, data, folderUid }]) => ({
            id,
            uid,
            title: data.title,
            uri: 'db/x',
            url: `/d/${uid}/x`,
            slug: '',
            type: 'dash-db',
            tags: list(data.tags),
            isStarred: false,
            ...(folderUid && { folderUid, folderTitle: folders.get(folderUid)?.title }),
          })),
        };
      },
    ],
    [
      'GET',
      /^\/api\/datasources\/uid\/([^/]+)$/,
      ({ found: [uid = ''] }) =>
        sources.has(uid) ? { status: 200, json: sources.get(uid) } : say(404, 'Data source not found'),
    ],
    ['POST', /^\/api\/datasources$/, ({ json }) => saveSource(String(Object(json).uid), Object(json) as Json)],
    [
      'PUT',
      /^\/api\/datasources\/uid\/([^/]+)$/,
      ({ found: [uid = ''], json }) => {
        if (!sources.has(uid)) return say(404, 'Data source not found');
        if (sources.get(uid)?.readOnly === true) return say(403, 'Cannot update read-only data source');
        return saveSource(uid, Object(json) as Json);
      },
    ],
    [
      'DELETE',
      /^\/api\/datasources\/uid\/([^/]+)$/,
      ({ found: [uid = ''] }) =>
        sources.delete(uid) ? say(200, 'Data source deleted') : say(404, 'Data source not found'),
    ],
  ];
  const server = await startSmallServer(routes, {
    refuse: ({ authorization }) =>
      token === undefined || authorization === `Bearer ${token}` ? undefined : say(401, 'Unauthorized'),
  });
  return {
    ...server,
    provision(uid) {
      const stored = dashboards.get(uid);
      if (stored) dashboards.set(uid, { ...stored, provisioned: true });
    },
  };
};
