import type { Config } from '../../config/load-config.ts';
import { serviceStreams } from '../service-streams.ts';
import { anyStream, streamIn } from '../stream-names.ts';
import { meta } from './owner.ts';
import { type ElasticRole, elasticRoles } from './roles.ts';

/** Names of the roles that a key can have. */
export const keyRoles = (config: Pick<Config, 'logs'>): readonly string[] =>
  elasticRoles(serviceStreams(config)).map(({ name }) => name);

/** Of all environments only this one, or a service's own: a key is for one installation, while a role is for whoever has it. */
const narrowed = ({ indices, ...rights }: ElasticRole, config: Pick<Config, 'environment' | 'logs'>) => {
  const others = new Map(serviceStreams(config).map((stream) => [anyStream(stream), streamIn(config, stream)]));
  return {
    ...rights,
    indices: indices.map(({ names, privileges }) => ({
      names: names.map((name) => others.get(name) ?? name.replace(/\*$/, config.environment)),
      privileges,
    })),
  };
};

/** What asks Elasticsearch for an API key. */
export interface ApiKeyRequest {
  readonly name: string;
  readonly expiration: string;
  readonly role_descriptors: Readonly<Record<string, object>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Asks for an API key with the rights of a role, in one environment.
 * @param role one of {@link keyRoles}
 * @param days until it ends
 * @throws Error if there is no such role
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-create-api-key
 */
export const apiKeyRequest = (
  role: string,
  config: Pick<Config, 'service' | 'environment' | 'logs'>,
  days: number,
): ApiKeyRequest => {
  const { service, environment } = config;
  const rights = elasticRoles(serviceStreams(config)).find(({ name }) => name === role);
  if (!rights) throw new Error(`There is no role ${role}.`);
  const { name, description: _, ...granted } = narrowed(rights, config);
  return {
    name: `${name}-${service}-${environment}`,
    expiration: `${days}d`,
    role_descriptors: { [name]: granted },
    metadata: meta('logstash/elastic/api-key.ts and logstash/elastic/roles.ts'),
  };
};
