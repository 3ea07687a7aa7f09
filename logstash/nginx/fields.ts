import type { LogField } from '../../app/logging/fields.ts';
import { ownDatasets } from '../../config/log-datasets.ts';

/** The data stream of nginx' access logs without its namespace, which is the environment. */
export const nginxLogStream = { type: 'logs', dataset: ownDatasets.accesses } as const;

/**
 * What makes an access abnormal; the values of `rule.name`. A request may break several, and most break none.
 * @see FunGap's board of some 200 abnormal accesses a day
 */
export const abnormalAccess = {
  malformed: 'The request line is none of HTTP: a scanner that speaks TLS or nothing at all to an HTTP port.',
  traversal: 'The address climbs out of its folder.',
  injection: 'The address holds pieces of SQL, of a script or of a shell.',
  probe: 'The address is one of software that this service does not run, and that scanners look for.',
  scanner: 'The client calls itself a scanner.',
  method: 'The method is one that the service never takes.',
  refused: 'Who asks may not, or asks too often (401, 403, 429).',
  not_found: 'Nothing is there (404, 410).',
  server_error: 'The service failed (500 and above).',
} as const satisfies Readonly<Record<string, string>>;

/**
 * Every field that a line of nginx' access log gets on its way to Elasticsearch. Filter of Logstash, ingest pipeline and index
 * template are made from this list, and the views of Kibana name its fields.
 * @see https://www.elastic.co/docs/reference/ecs/ecs-field-reference
 */
export const nginxLogFields = [
  { name: '@timestamp', type: 'date', description: 'When nginx had answered the request.' },
  { name: 'ecs.version', type: 'keyword', description: 'Version of the Elastic Common Schema that Filebeat obeys.' },
  { name: 'message', type: 'text', description: 'The line as nginx wrote it.' },
  {
    name: 'event.id',
    type: 'keyword',
    description:
      'Hash of the line and of its place in its file; the document has it as its id, so no line is stored twice.',
  },
  {
    name: 'event.kind',
    type: 'keyword',
    description: 'pipeline_error where the line is none of an access, else event.',
  },
  { name: 'event.dataset', type: 'keyword', description: 'nginx.access, as in the name of the data stream.' },
  { name: 'event.outcome', type: 'keyword', description: 'failure from status 400 on, else success.' },
  { name: 'rule.name', type: 'keyword', description: 'What makes the access abnormal; absent where nothing does.' },
  { name: 'client.address', type: 'keyword', description: 'Who asked, as nginx knows them: an address, or a name.' },
  { name: 'client.ip', type: 'ip', description: 'The same, where it is an address of IPv4 or IPv6.' },
  { name: 'client.geo.location', type: 'geo_point', description: 'Where the address is, roughly.' },
  { name: 'client.geo.country_iso_code', type: 'keyword', description: 'Its country in two letters.' },
  { name: 'client.geo.country_name', type: 'keyword', description: 'Its country in English.' },
  { name: 'client.geo.region_name', type: 'keyword', description: 'Its region in English.' },
  { name: 'client.geo.city_name', type: 'keyword', description: 'Its city in English.' },
  { name: 'user.name', type: 'keyword', description: "User of HTTP's basic authentication, if nginx asked for one." },
  { name: 'http.request.method', type: 'keyword', description: 'Method of the request.' },
  { name: 'http.request.referrer', type: 'keyword', description: 'Page that the request came from.' },
  { name: 'http.version', type: 'keyword', description: 'Version of HTTP.' },
  { name: 'http.response.status_code', type: 'long', description: 'Status of the answer.' },
  { name: 'http.response.body.bytes', type: 'long', description: "Bytes of the answer's body." },
  { name: 'url.original', type: 'keyword', description: 'Address as it was asked for.' },
  { name: 'url.path', type: 'keyword', description: 'Its path, decoded.' },
  { name: 'url.query', type: 'keyword', description: 'What follows the question mark, decoded.' },
  {
    name: 'labels.search_term',
    type: 'keyword',
    description:
      'What was searched for by the parameter keyword of /board/search and its like, decoded, in small letters.',
  },
  { name: 'user_agent.original', type: 'keyword', description: 'What the client says it is.' },
  { name: 'user_agent.name', type: 'keyword', description: 'Its browser or program.' },
  { name: 'user_agent.version', type: 'keyword', description: 'Version of that.' },
  { name: 'user_agent.os.name', type: 'keyword', description: 'Its operating system.' },
  { name: 'user_agent.device.name', type: 'keyword', description: 'Its device.' },
  { name: 'host.name', type: 'keyword', description: 'Machine whose nginx wrote the line, as Filebeat names it.' },
  { name: 'log.file.path', type: 'keyword', description: 'File that the line was read from.' },
  { name: 'log.offset', type: 'long', description: 'Where in the file it begins, in bytes.' },
] as const satisfies readonly LogField[];
