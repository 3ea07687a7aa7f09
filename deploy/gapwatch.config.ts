import { defineConfig } from '../config/define-config.ts';

/**
 * The configuration of docker-compose.monitoring.yml: the defaults, with each service under its name in the network of
 * the containers. What people's browsers open stays on 127.0.0.1, where compose publishes it.
 */
export default defineConfig({
  environment: 'compose',
  // A container's own name is its address on the network: the program listens there, and Prometheus asks there.
  app: { host: 'app', mysqlPasswordFile: '/run/secrets/mysql-app', tokenSecretFile: '/run/secrets/app-token' },
  exporter: { host: 'exporter', mysqlPasswordFile: '/run/secrets/mysql-exporter' },
  mysql: { host: 'mariadb', port: 3306 },
  redis: { host: 'redis', port: 6379 },
  logs: { spool: '/var/spool/gapwatch' },
  tables: [{ name: 'chatlogs', capRows: 20_000 }, { name: 'chatlogBackups' }],
  receivers: [{ kind: 'webhook', name: 'inbox', url: 'http://inbox:19099/' }],
  urls: {
    elasticsearch: 'http://elasticsearch:9200',
    prometheus: 'http://prometheus:9090',
    alertmanager: 'http://alertmanager:9093',
  },
});
