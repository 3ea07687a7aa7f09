import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from 'bcryptjs';
import { elasticsearch, elasticsearchService } from '../../lab/servers/elasticsearch.ts';
import { freePort } from './free-port.ts';
import { findServer, startServer, type TestServer } from './start-service.ts';

/** An Elasticsearch that asks who one is. */
export interface SecureElasticsearch extends TestServer {
  /** Its address with a user. */
  readonly urlOf: (user: string, password: string) => string;
  /** Its address with the user who may do anything. */
  readonly adminUrl: string;
}

const host = '127.0.0.1';
const admin = { user: 'admin', password: 'admin-secret' };

/**
 * Starts an Elasticsearch of its own with users, roles and keys, of whom one is there: in a file, as it has no other yet.
 * @param untouched whether it has not even an index for them, nor has waited for one
 */
export const startSecureElasticsearch = async ({
  untouched = false,
}: {
  readonly untouched?: boolean;
} = {}): Promise<SecureElasticsearch> => {
  const program = await findServer(elasticsearch);
  const port = await freePort();
  const url = (user: string, password: string) => `http://${user}:${password}@${host}:${port}`;
  const server = await startServer((folder) => {
    const home = join(folder, 'elasticsearch');
    const service = elasticsearchService(program, { folder: home, host, port });
    return {
      ...service,
      async prepare(say, signal) {
        await service.prepare?.(say, signal);
        const conf = (name: string) => join(home, 'conf', name);
        const { user, password } = admin;
        // Elasticsearch knows the older of bcrypt's two names for the same.
        await writeFile(conf('users'), `${user}:${(await hash(password, 4)).replace('$2b$', '$2a$')}\n`);
        await writeFile(conf('users_roles'), `superuser:${user}\n`);
        const settings = await readFile(conf('elasticsearch.yml'), 'utf8');
        await writeFile(
          conf('elasticsearch.yml'),
          `${settings.replace('xpack.security.enabled: false', 'xpack.security.enabled: true')}xpack.security.autoconfiguration.enabled: false\n`,
        );
      },
      async ready(signal) {
        const authorization = `Basic ${Buffer.from(`${admin.user}:${admin.password}`).toString('base64')}`;
        const headers = { authorization, 'content-type': 'application/json' };
        const ask = (method: string, path: string) =>
          fetch(`http://${host}:${port}${path}`, { method, headers, signal, ...(method === 'PUT' && { body: '{}' }) })
            .then(({ ok }) => ok)
            .catch(() => false);
        // The index of roles and keys comes to be with the first of them, and can be searched a moment later.
        const role = '/_security/role/first';
        if (!(await ask('GET', '/_cluster/health'))) return false;
        if (untouched) return true;
        if (!(await ask('PUT', role))) return false;
        return (await ask('GET', role)) && ask('DELETE', role);
      },
    };
  });
  return { ...server, urlOf: url, adminUrl: url(admin.user, admin.password) };
};
