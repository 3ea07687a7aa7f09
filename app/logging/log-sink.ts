import { resolve } from 'node:path';
import { logDataStream } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import type { Credentials } from '../../spool/credentials.ts';
import type { ElasticsearchSink, LogstashSink } from '../../winston/options.ts';

const loginOf = ({ root }: Config, login: Config['logs']['logstashUser']) =>
  login && { user: login.user, passwordFile: resolve(root, login.passwordFile) };

/** Who asks Elasticsearch about log lines; undefined where the URL says it, or nobody is asked for. */
export const elasticsearchCredentials = (config: Config): Credentials | undefined => {
  const { apiKeyFile, elasticsearchUser } = config.logs;
  return apiKeyFile ? { apiKeyFile: resolve(config.root, apiKeyFile) } : loginOf(config, elasticsearchUser);
};

/** The data stream that log lines come to at last, and who may look at it. */
export const storedLogs = (config: Config): ElasticsearchSink & { readonly dataStream: string } => {
  const credentials = elasticsearchCredentials(config);
  return {
    kind: 'elasticsearch',
    url: config.urls.elasticsearch,
    dataStream: logDataStream(config),
    ...(credentials && { credentials }),
  };
};

/** Where log lines are shipped to. */
export const logSink = (config: Config): ElasticsearchSink | LogstashSink => {
  const { urls, logs } = config;
  if (logs.sink === 'elasticsearch') return storedLogs(config);
  const credentials = loginOf(config, logs.logstashUser);
  return { kind: 'logstash', url: urls.logstash, ...(credentials && { credentials }) };
};
