import { defineConfig } from '../config/define-config.ts';

/**
 * The configuration of docker-compose.monitoring.yml: the defaults, with each service under its name in the network of
 * the containers. What people's browsers open stays on 127.0.0.1, where compose publishes it.
 */
export default defineConfig({
  environment: 'compose',
  // A container's own name is its address on the network: the program listens there, and Prometheus asks there.
  app: {
    host: 'app',
    mysqlPasswordFile: '/run/secrets/mysql-app',
    tokenSecretFile: '/run/secrets/app-token',
    // nginx, by which alone the app is reached.
    trustedProxies: 1,
  },
  exporter: {
    host: 'exporter',
    mysqlPasswordFile: '/run/secrets/mysql-exporter',
    collectors: { elasticsearch: { enabled: true }, host: { enabled: true } },
  },
  mysql: { host: 'mariadb', port: 3306 },
  redis: { host: 'redis', port: 6379 },
  logs: { spool: '/var/spool/gapwatch' },
  tables: [{ name: 'chatlogs', capRows: 20_000 }, { name: 'chatlogBackups' }],
  platform: {
    kind: 'compose',
    reachedAt: {
      'app:3000': '127.0.0.1:3000',
      'app:3001': '127.0.0.1:3001',
      'exporter:9842': '127.0.0.1:9842',
      'mariadb:3306': '127.0.0.1:13306',
      'redis:6379': '127.0.0.1:16379',
      'elasticsearch:9200': '127.0.0.1:19200',
      'prometheus:9090': '127.0.0.1:19090',
      'alertmanager:9093': '127.0.0.1:19093',
    },
  },
  receivers: [{ kind: 'webhook', name: 'inbox', url: 'http://inbox:19099/' }],
  urls: {
    elasticsearch: 'http://elasticsearch:9200',
    prometheus: 'http://prometheus:9090',
    alertmanager: 'http://alertmanager:9093',
  },
  // Grafana has its dashboards from files here.
  apply: { elasticsearch: {}, kibana: { url: 'http://kibana:5601' }, prometheus: {}, alertmanager: {} },
});
