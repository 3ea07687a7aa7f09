import { alertmanager } from '../../lab/servers/alertmanager.ts';
import { elasticsearch } from '../../lab/servers/elasticsearch.ts';
import { mariadb } from '../../lab/servers/mariadb.ts';
import { prometheus } from '../../lab/servers/prometheus.ts';
import { redis } from '../../lab/servers/redis.ts';
import type { Server } from '../../lab/service.ts';
import { chromium } from './chromium.ts';
import { mysql } from './mysql-server.ts';
import { testTools } from './tools.ts';

/** Every server, and every other program, that a test starts. */
export const servers: readonly Server[] = [
  mariadb,
  mysql,
  redis,
  elasticsearch,
  prometheus,
  alertmanager,
  chromium,
  ...testTools,
];
