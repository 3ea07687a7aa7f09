import { expect, it } from 'vitest';
import { chatMetrics } from '../../app/metrics.ts';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { select } from '../../metrics/promql/selector.ts';
import { appLog } from './app-log.ts';
import { ask, askRedis } from './ask.ts';
import { type Command, quote } from './command.ts';
import { hangUp, inside, logOf, processesOf, restart } from './part.ts';
import { sql } from './sql.ts';
import { scaleTo, swarmNodes, swarmTasks } from './swarm.ts';

const lab: ConfigInput = {};
const compose: ConfigInput = {
  platform: { kind: 'compose', reachedAt: { 'redis:6379': '127.0.0.1:16379', 'db:3306': '[::1]:13306' } },
  redis: { host: 'redis', port: 6379 },
};
const swarm: ConfigInput = {
  platform: { kind: 'swarm', stack: 'talk', services: { app: 'chat' } },
  urls: { elasticsearch: 'https://user:secret@search.example/es/' },
};
const labSwarm: ConfigInput = { platform: { kind: 'lab', dockerHost: 'unix:///run/node 1.sock' } };

const print = ({ shell }: Command, config: ConfigInput): string => shell(parseConfig(config, 'gapwatch.config.ts'), {});

it.each([
  ['lab', lab, "tac .lab/logs/app.log | grep -m 20 -iE 'a|b' || echo 'No line of the log of app has it.'"],
  [
    'compose',
    compose,
    /^docker compose --file docker-compose.monitoring.yml logs --no-color --tail 5000 app \| tac \| grep/,
  ],
  ['swarm', swarm, /^docker service logs --raw --tail 5000 chat 2>&1 \| tac \| grep/],
  [
    'lab with a Swarm',
    labSwarm,
    /^docker --host 'unix:\/\/\/run\/node 1.sock' service logs --raw --tail 5000 fungap 2>&1 \| tac \| grep/,
  ],
])('looks through a log as the platform keeps it: %s', (_, config, expected) => {
  expect(print(logOf('app', 'a|b'), config)).toMatch(expected);
});

it.each([
  ['lab', lab, `kill -TERM "$(jq '.services[] | select(.name == "redis").process.pid' .lab/state.json)"`],
  ['compose', compose, 'docker compose --file docker-compose.monitoring.yml restart redis'],
  ['swarm', swarm, 'docker service update --force talk_redis'],
])('starts a part anew as the platform does: %s', (_, config, expected) => {
  expect(print(restart('redis'), config)).toBe(expected);
});

it.each([
  ['lab', lab, `kill -HUP "$(jq '.services[] | select(.name == "app").process.pid' .lab/state.json)"`],
  ['compose', compose, 'docker compose --file docker-compose.monitoring.yml kill --signal HUP app'],
  ['swarm', swarm, 'docker service update --force chat'],
])('has a part read its files again as the platform does: %s', (_, config, expected) => {
  expect(print(hangUp('app'), config)).toBe(expected);
});

it.each([
  ['lab', lab, "df -h '/a b'"],
  ['compose', compose, `docker compose --file docker-compose.monitoring.yml exec -T app sh -c 'df -h '\\''/a b'\\'''`],
  [
    'swarm',
    swarm,
    `docker exec $(docker ps --quiet --filter label=com.docker.swarm.service.name=chat | head -n 1) sh -c 'df -h '\\''/a b'\\'''`,
  ],
])('goes where a part runs: %s', (_, config, expected) => {
  expect(print(inside('app', `df -h ${quote('/a b')}`), config)).toBe(expected);
});

it.each([
  ['lab', lab, 'ps -eo pid,pcpu,stat,etime,args --sort=-pcpu | head -n 15'],
  ['compose', compose, 'docker compose --file docker-compose.monitoring.yml top app'],
  [
    'swarm',
    swarm,
    'docker top $(docker ps --quiet --filter label=com.docker.swarm.service.name=chat | head -n 1) -eo pid,pcpu,stat,etime,args',
  ],
])('shows the processes of a part: %s', (_, config, expected) => {
  expect(print(processesOf('app'), config)).toBe(expected);
});

it.each([
  [
    'lab',
    lab,
    `MYSQL_PWD="$(cat .lab/secrets/mysql-app)" mariadb --host 127.0.0.1 --port 13306 --user fungap --table -vv fungap --execute 'SELECT 1'`,
  ],
  [
    'compose',
    compose,
    `docker compose --file docker-compose.monitoring.yml exec -T mariadb sh -c 'MYSQL_PWD="$(cat /run/secrets/mysql-app)" mariadb --user fungap --table -vv fungap --execute '\\''SELECT 1'\\'''`,
  ],
  [
    'swarm',
    swarm,
    `mariadb --host 127.0.0.1 --port 13306 --user fungap --password --table -vv fungap --execute 'SELECT 1'`,
  ],
])('asks MySQL with the login that is at hand: %s', (_, config, expected) => {
  expect(print(sql('SELECT 1'), config)).toBe(expected);
});

it('asks a server where a person finds it, and never with a password', () => {
  expect(print(askRedis('ping'), compose)).toBe('redis-cli --no-raw -h 127.0.0.1 -p 16379 ping');
  expect(print(ask('elasticsearch', '/_cat/health?v'), swarm)).toBe(
    "curl -fsS 'https://search.example:443/es/_cat/health?v'",
  );
  expect(print(askRedis('ping'), { redis: { host: '0.0.0.0' } })).toContain(' -h 127.0.0.1 ');
  const db = {
    ...compose,
    mysql: { host: 'db', port: 3306 },
    platform: { ...compose.platform, kind: 'swarm' as const },
  };
  expect(print(sql('SELECT 1'), db)).toContain('--host ::1 --port 13306 ');
});

it('finds lines of the log by their declared fields', () => {
  const found = print(appLog({ 'log.level': 'error', 'client.address': { any: true }, 'process.pid': 7 }), {
    service: 'talk-app',
    environment: 'live',
  });
  expect(found).toContain('/logs-chat.app-live/_search ');
  expect(found).toContain(
    `'q=service.name:"talk-app" AND log.level:error AND _exists_:client.address AND process.pid:7'`,
  );
  // @ts-expect-error a field that no line has
  appLog({ 'log.levle': 'error' });
});

it('asks a manager of the Swarm', () => {
  expect(print(swarmNodes, swarm)).toBe('docker node ls');
  expect(print(swarmTasks, labSwarm)).toMatch(
    /^docker --host 'unix:.+1\.sock' service ps --no-trunc .+ \$\(docker --host 'unix:.+1\.sock' service ls --quiet\)$/,
  );
});

it('scales to what an expression gives', () => {
  const replicas = sum(select(chatMetrics.workers, { state: 'desired' }), { by: ['job'] });
  expect(
    print(
      scaleTo(replicas, () => 'talk_app'),
      swarm,
    ),
  ).toBe(
    `docker service scale talk_app="$(curl -fsS --get http://127.0.0.1:19090/api/v1/query --data-urlencode 'query=sum by (job) (chat_workers{state="desired"})' | jq -r '.data.result[0].value[1]')"`,
  );
});
