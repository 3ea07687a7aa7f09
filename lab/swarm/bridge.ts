import { execa } from 'execa';
import type { SwarmNames } from './names.ts';

/** The network of a Swarm's nodes, a /24: `198.18.7`. */
export type Network = string;

/**
 * Addresses for tests of networks, which nobody's network has.
 * @see https://www.rfc-editor.org/rfc/rfc2544#appendix-C
 */
const networks: readonly Network[] = Array.from({ length: 512 }, (_, n) => `198.${18 + (n >> 8)}.${n & 255}`);

/**
 * What the host's firewall must let through: one node to another, where Docker has made forwarding a matter of leave, and the
 * nodes to the lab's servers. Named by their bridge, they are found again.
 */
const rulesOf = (bridge: string): readonly (readonly string[])[] => [
  ['FORWARD', '-i', bridge, '-o', bridge, '-j', 'ACCEPT'],
  ['INPUT', '-i', bridge, '-j', 'ACCEPT'],
];

/** Waits for its turn where another program changes the rules. */
const iptables = (...args: readonly string[]) => execa('iptables', ['-w', '10', ...args], { reject: false });

/** Address of the host's own place in the network. */
export const hostAddress = (network: Network): string => `${network}.1`;

/** Address of a node, counted from 1. */
export const nodeAddress = (network: Network, node: number): string => `${network}.${10 + node}`;

/** A network that this machine does not know yet. @throws Error if there is none */
export const findNetwork = async ({ seed }: SwarmNames): Promise<Network> => {
  const { stdout: routes } = await execa('ip', ['-4', 'route', 'show', 'table', 'all']);
  const known = ` ${routes.replaceAll('\n', ' ')}`;
  const free = [...networks.slice(seed), ...networks].find((network) => !known.includes(` ${network}.`));
  if (free === undefined) throw new Error('Every network from 198.18.0.0 to 198.19.255.0 is in use on this machine.');
  return free;
};

/** Makes the bridge and the host's address on it. @throws Error if the host's firewall cannot be told of it */
export const makeBridge = async ({ bridge }: SwarmNames, network: Network): Promise<void> => {
  await execa('ip', ['link', 'add', bridge, 'type', 'bridge']);
  await execa('ip', ['address', 'add', `${hostAddress(network)}/24`, 'dev', bridge]);
  await execa('ip', ['link', 'set', bridge, 'up']);
  for (const rule of rulesOf(bridge)) {
    const { exitCode, stderr } = await iptables('-I', ...rule);
    if (exitCode !== 0) throw new Error(`iptables does not let the nodes speak with each other: ${stderr.trim()}`);
  }
};

/** Takes the bridge, its cables and its rules away, as many of each as there are. */
export const removeBridge = async ({ bridge }: SwarmNames): Promise<void> => {
  for (const rule of rulesOf(bridge)) {
    for (let found = await iptables('-C', ...rule); found.exitCode !== 1; found = await iptables('-C', ...rule)) {
      // It is 1 where there is no such rule; anything else is no answer.
      if (found.exitCode !== 0) throw new Error(`iptables does not tell its rules: ${found.stderr.trim()}`);
      await iptables('-D', ...rule);
    }
  }
  // The kernel takes a cable away some time after the node that it led to.
  const { stdout: links } = await execa('ip', ['-oneline', 'link', 'show']);
  for (const [, link = ''] of links.matchAll(/^\d+: ([^:@]+)/gm)) {
    if (link.startsWith(bridge)) await execa('ip', ['link', 'delete', link], { reject: false });
  }
};
