import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { type Child, startChild } from '../child.ts';
import { untilReady } from '../supervisor/readiness.ts';
import { type Network, nodeAddress } from './bridge.ts';
import { killMarked } from './marked-processes.ts';
import { engineSocket, type SwarmNames } from './names.ts';

/** Runs the docker client against one node's engine. @returns what it prints @throws Error with what it says */
export type RunDocker = (...args: readonly string[]) => Promise<string>;

/** A machine of the Swarm: a Docker engine with a network, mounts, a name and process ids of its own. */
export interface SwarmNode {
  /** Its host name. */
  readonly name: string;
  readonly address: string;
  /** Path of the engine's socket. */
  readonly socket: string;
  readonly docker: RunDocker;
  /** Starts it, with what it knew of the Swarm before; resolves when its engine answers. */
  readonly start: () => Promise<void>;
  /** Takes its power away: the engine and all containers end at once. */
  readonly kill: () => Promise<void>;
}

/** What a node is made from. */
export interface NodeOptions {
  readonly folder: string;
  readonly names: SwarmNames;
  readonly network: Network;
  /** Counted from 1. */
  readonly number: number;
}

/** On a busy machine three engines start at once. Milliseconds. */
const startWithinMs = 60_000;

/**
 * What the first process of a node does: a name, a /run of its own, so that no engine meets another's files there, its end of
 * the cable as soon as it is plugged in, and then the engine. It stays above the engine, to reap what that leaves.
 */
const boot = `
hostname "$1"
mount -t tmpfs tmpfs /run
[ ! -d /etc/docker ] || mount -t tmpfs tmpfs /etc/docker
ip link set lo up
until ip link set eth0 up 2>/dev/null; do sleep 0.05; done
ip address add "$2" dev eth0
shift 2
"$@" &
wait $!
`;

/** Ways of a namespace of its own, all of which end with the node's first process, and with the one that waits for it. */
const apart = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child', '--mount-proc'];

const engineOptions = (folder: string, socket: string, cgroup: string): string[] =>
  [
    ['config-file', join(folder, 'daemon.json')],
    ['data-root', join(folder, 'data')],
    // Below the node's own /run: it is gone with the node, and short enough for sockets.
    ['exec-root', '/run/docker-engine'],
    ['pidfile', '/run/docker-engine.pid'],
    ['host', `unix://${socket}`],
    // Where containers of the node expect it.
    ['host', 'unix:///var/run/docker.sock'],
    ['cgroup-parent', cgroup],
    // systemd, the other one, cannot be asked from in here.
    ['exec-opt', 'native.cgroupdriver=cgroupfs'],
    // Services use the node's own network, so that no kernel module for balancing or translating is needed.
    ['bridge', 'none'],
    ['iptables', 'false'],
    ['ip6tables', 'false'],
  ].map(([name, value]) => `--${name}=${value}`);

/** Waits until a process has left the network that this one is in. */
const leftNetwork = async (pid: number): Promise<void> => {
  const own = await readlink('/proc/self/ns/net');
  while ((await readlink(`/proc/${pid}/ns/net`)) === own) await delay(5);
};

/** A node that does not run yet. */
export const makeNode = ({ folder, names, network, number }: NodeOptions): SwarmNode => {
  const name = `node-${number}`;
  const home = join(folder, name);
  const socket = engineSocket(folder, number);
  const address = nodeAddress(network, number);
  const cable = names.cableOf(number);
  // With an end, so that no other node's begins with it.
  const mark = `${name}/`;
  let child: Child | undefined;

  const docker: RunDocker = async (...args) => (await execa('docker', ['-H', `unix://${socket}`, ...args])).stdout;

  const plugIn = async (pid: number) => {
    await leftNetwork(pid);
    // The cable of a node that was killed a moment ago may still hang there.
    await execa('ip', ['link', 'delete', cable], { reject: false });
    await execa('ip', ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid)]);
    await execa('ip', ['link', 'set', cable, 'master', names.bridge, 'up']);
  };

  const kill = async () => {
    child?.kill();
    await killMarked(names, mark);
    child = undefined;
  };

  return {
    name,
    address,
    socket,
    docker,
    kill,
    async start() {
      const [variable, begin] = names.marker;
      const engine = ['dockerd', ...engineOptions(home, socket, `/${names.cgroup}/${name}`)];
      const started = await startChild(
        {
          name,
          command: 'unshare',
          args: [...apart, 'sh', '-euc', boot, 'sh', name, `${address}/24`, ...engine],
          env: { [variable]: `${begin}${mark}` },
          stopSignal: 'SIGTERM',
        },
        { logFile: join(folder, `${name}.log`) },
      );
      child = started;
      await plugIn(started.pid);
      const ready = async (signal: AbortSignal) => {
        const { exitCode } = await execa('docker', ['-H', `unix://${socket}`, 'version'], {
          reject: false,
          cancelSignal: signal,
        });
        return exitCode === 0;
      };
      await untilReady({ name, ready, readyWithinMs: startWithinMs }, started.exited, new AbortController().signal);
    },
  };
};
