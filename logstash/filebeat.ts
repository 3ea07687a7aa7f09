import { renderYaml } from '../config/yaml.ts';

/**
 * Filebeat's configuration: reads nginx' access logs, also what was set aside of them, and sends each line until Logstash has taken it.
 * Paths and hosts come from the environment where they are others.
 * @see https://www.elastic.co/docs/reference/beats/filebeat/filebeat-input-filestream
 */
export const filebeatYml = (): string =>
  renderYaml('logstash/filebeat.ts', {
    'filebeat.inputs': [
      {
        type: 'filestream',
        id: 'nginx-access',
        paths: [`\${NGINX_ACCESS_LOG:/var/log/nginx/access.log}`, `\${NGINX_ACCESS_LOG:/var/log/nginx/access.log}.1`],
        // Known by its place on the disk, and not by its first 1,024 bytes: before it has as many it would not be read.
        'file_identity.native': {},
        'prospector.scanner.fingerprint.enabled': false,
      },
    ],
    'output.logstash': { hosts: [`\${LOGSTASH_HOST:localhost}:\${LOGSTASH_BEATS_PORT:5044}`] },
    'logging.level': 'warning',
  });
