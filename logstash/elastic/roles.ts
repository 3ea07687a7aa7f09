import { searchAlias } from '../../config/elasticsearch-names.ts';
import { chatLines, type LogStreamKind, logStreams } from '../log-streams.ts';
import { anyStream } from '../stream-names.ts';
import { meta } from './owner.ts';

/** What somebody may do in Elasticsearch. @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-put-role */
export interface ElasticRole {
  readonly name: string;
  /** What it is for, and why it holds what it holds. */
  readonly description: string;
  readonly cluster: readonly string[];
  readonly indices: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
  readonly applications?: readonly {
    readonly application: string;
    readonly privileges: readonly string[];
    readonly resources: readonly string[];
  }[];
}

/** To add lines and nothing else: none can be read, changed or removed, which `index` and `write` would allow. */
const add = ['create_doc', 'auto_configure'];

/** To ship lines from a spool. */
const ship = [...add, 'read', 'view_index_metadata'];

const shipperOf = (stream: LogStreamKind): ElasticRole => ({
  name: `gapwatch-shipper-${stream.dataset}`,
  description: `Adds log lines of ${stream.dataset} from its spool, as gapwatch-shipper does those of the chat, and can reach no others.`,
  cluster: [],
  indices: [{ names: [anyStream(stream)], privileges: ship }],
});

/**
 * One role for each part that speaks with Elasticsearch about logs, with the least that it needs.
 * @param services what services besides the chat log; each gets a role to ship that
 */
export const elasticRoles = (services: readonly LogStreamKind[] = []): readonly ElasticRole[] => {
  const everything = [...logStreams, ...services].map(anyStream);
  return [
    {
      name: 'gapwatch-writer',
      description:
        'Adds log lines of the chat, and can read none. auto_configure lets the first line make its data stream, and a new label its field.',
      cluster: [],
      indices: [{ names: [anyStream(chatLines)], privileges: add }],
    },
    {
      name: 'gapwatch-shipper',
      description:
        'Adds log lines of the chat from its spool. Once a data stream has rolled over, it looks up by their ids which lines of a request that was cut off are there already; so it may read.',
      cluster: [],
      indices: [{ names: [anyStream(chatLines)], privileges: ship }],
    },
    {
      name: 'gapwatch-logstash',
      description:
        "Adds what Logstash gets, and what of it was refused. monitor lets it ask for the server's version and licence, as it does at its start.",
      cluster: ['monitor'],
      indices: [{ names: everything, privileges: add }],
    },
    {
      name: 'gapwatch-reader',
      description:
        "Reads log lines, for people in Kibana and for Grafana's data source, which asks for the server's version by monitor.",
      cluster: ['monitor'],
      indices: [{ names: everything, privileges: ['read', 'view_index_metadata'] }],
      // Kibana's own rights, as Kibana names them: it knows them, Elasticsearch only keeps them.
      applications: [{ application: 'kibana-.kibana', privileges: ['read'], resources: ['space:default'] }],
    },
    {
      name: 'gapwatch-exporter',
      description:
        'Tells Prometheus of the health of the cluster and of its nodes, and how much is in the logs of the chat and of each service that is named and in the search index, of which it reads nothing.',
      cluster: ['monitor'],
      indices: [
        {
          names: [...[chatLines, ...services].map(anyStream), searchAlias({ service: '*', environment: '*' })],
          privileges: ['monitor'],
        },
      ],
    },
    {
      name: 'gapwatch-operator',
      description:
        'Applies pipelines, templates, lifecycles and data streams, and compares them. Roles and keys it may only look at: whoever may give rights may give himself all.',
      cluster: ['monitor', 'manage_index_templates', 'manage_ingest_pipelines', 'manage_ilm', 'read_security'],
      indices: [{ names: everything, privileges: ['manage', 'view_index_metadata'] }],
    },
    ...services.map(shipperOf),
  ];
};

/** A role as Elasticsearch takes it. */
export const roleBody = ({ name: _name, ...rights }: ElasticRole): object => ({
  ...rights,
  metadata: meta('logstash/elastic/roles.ts'),
});
