import { defineConfig } from '../../config/define-config.ts';

/** The configuration of stack.yml: what the agent of a node and the exporter on a manager are told. */
export default defineConfig({
  environment: 'swarm',
  platform: { kind: 'swarm', stack: 'gapwatch' },
  mysql: { host: 'mariadb', port: 3306 },
  exporter: {
    // In a container of its own each may listen on all addresses; one listens where the overlay network finds it.
    host: '0.0.0.0',
    mysqlPasswordFile: '/run/secrets/mysql-exporter',
    dockerSocket: '/run/gapwatch/docker.sock',
    cgroupFolder: '/host/cgroup',
  },
});
