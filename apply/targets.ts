import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import type { ElasticResource } from '../logstash/elastic/resource.ts';
import { alertmanagerTarget } from './alertmanager/alertmanager-target.ts';
import { openElasticsearch } from './elasticsearch/elasticsearch-api.ts';
import { elasticsearchTarget } from './elasticsearch/elasticsearch-target.ts';
import { grafanaTarget } from './grafana/grafana-target.ts';
import { openApi } from './http/api.ts';
import { type Connection, readConnection } from './http/connection.ts';
import { kibanaTarget } from './kibana/kibana-target.ts';
import { prometheusTarget } from './prometheus/prometheus-target.ts';
import type { Target } from './target.ts';
import type { TargetName } from './target-names.ts';

/** All that the project makes of a configuration, for whichever server it is. */
export interface Wanted {
  readonly files: readonly GeneratedFile[];
  readonly resources: readonly ElasticResource[];
}

type Open = (connection: Connection, wanted: Wanted, sections: Config['apply']) => Target;

/** How each server is opened. */
const openers: Readonly<Record<TargetName, Open>> = {
  elasticsearch: (connection, { resources }) => elasticsearchTarget(openElasticsearch(connection), resources),
  kibana(connection, { files }, { kibana }) {
    const url = kibana?.space === undefined ? connection.url : `${connection.url}/s/${kibana.space}`;
    // Kibana takes no writing request without this header, as a browser would not send it for another site.
    return kibanaTarget(openApi({ ...connection, url }, { 'kbn-xsrf': 'gapwatch' }), files);
  },
  prometheus: (connection, { files }, { prometheus }) =>
    prometheusTarget({
      api: openApi(connection),
      files,
      wholeConfiguration: prometheus?.wholeConfiguration ?? true,
    }),
  alertmanager: (connection, { files }) => alertmanagerTarget(openApi(connection), files),
  grafana: (connection, { files }, { grafana }) =>
    grafanaTarget({ api: openApi(connection), files, dataSources: grafana?.dataSources ?? false }),
};

/**
 * Opens the server of a name; undefined where the configuration does not name it.
 * @throws ConfigError if its token, password or authority cannot be read
 */
export const openTarget = async (
  name: TargetName,
  config: Config,
  wanted: Wanted,
  env: NodeJS.ProcessEnv,
): Promise<Target | undefined> => {
  const section = config.apply[name];
  if (section === undefined) return undefined;
  return openers[name](await readConnection(name, section, config, env), wanted, config.apply);
};
