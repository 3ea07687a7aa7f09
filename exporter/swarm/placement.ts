import { BlockList, isIP } from 'node:net';
import type { SwarmNode } from './docker-schema.ts';

/** Whether a node fits. */
type NodeTest = (node: SwarmNode) => boolean;

/** What constraints may ask of a node, by their key in lower case. */
const attributes: Readonly<Record<string, (node: SwarmNode) => string>> = {
  'node.id': ({ ID }) => ID,
  'node.hostname': ({ Description }) => Description.Hostname,
  'node.role': ({ Spec }) => Spec.Role,
  'node.platform.os': ({ Description }) => Description.Platform.OS,
  'node.platform.arch': ({ Description }) => Description.Platform.Architecture,
};

const labelSources = [
  { prefix: 'node.labels.', labelsOf: ({ Spec }: SwarmNode) => Spec.Labels },
  { prefix: 'engine.labels.', labelsOf: ({ Description }: SwarmNode) => Description.Engine.Labels },
];

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether a node's address is the one given, or in the network given as 10.0.0.0/8; undefined where it is neither. */
const addressTest = (wanted: string): NodeTest | undefined => {
  const [address = '', bits] = wanted.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (isIP(address) === 0 || !(prefix <= longest)) return undefined;
  const network = new BlockList();
  network.addSubnet(address, prefix, familyOf(address));
  return ({ Status: { Addr } }) => isIP(Addr) === isIP(address) && network.check(Addr, familyOf(Addr));
};

/** Whether the node has what is wanted under the key; undefined where there is no such key. */
const equalityTest = (key: string, wanted: string): NodeTest | undefined => {
  const lower = key.toLowerCase();
  if (lower === 'node.ip') return addressTest(wanted);
  const attribute = attributes[lower];
  const value = wanted.toLowerCase();
  if (attribute) return (node) => attribute(node).toLowerCase() === value;
  const source = labelSources.find(({ prefix }) => lower.startsWith(prefix) && lower.length > prefix.length);
  if (source === undefined) return undefined;
  // The names of labels, in contrast to all else, are told apart by their case.
  const label = key.slice(source.prefix.length);
  return (node) => (source.labelsOf(node)[label] ?? '').toLowerCase() === value;
};

const constraintTest = (constraint: string): NodeTest => {
  const [, key = '', operator, wanted = ''] = /^\s*([^=!\s]+)\s*(==|!=)\s*(.*?)\s*$/.exec(constraint) ?? [];
  const equal = equalityTest(key, wanted);
  // The swarm places nothing by a constraint that it does not understand.
  if (equal === undefined) return () => false;
  return operator === '==' ? equal : (node) => !equal(node);
};

/** Nodes of the swarm that placement constraints allow. */
export type FindPlaces = (constraints: readonly string[]) => readonly SwarmNode[];

/**
 * Makes what tells the nodes on which a service may be. Services of the same constraints cost one look.
 * @see https://docs.docker.com/reference/cli/docker/service/create/#constraint
 */
export const makePlacement = (nodes: readonly SwarmNode[]): FindPlaces => {
  const known = new Map<string, readonly SwarmNode[]>();
  return (constraints) => {
    const key = constraints.join('\n');
    const before = known.get(key);
    if (before) return before;
    const tests = constraints.map(constraintTest);
    const places = nodes.filter((node) => tests.every((fits) => fits(node)));
    known.set(key, places);
    return places;
  };
};
