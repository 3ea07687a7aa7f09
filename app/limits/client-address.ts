import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4, SocketAddress } from 'node:net';

/** An IPv4 address as IPv6 sockets write it. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** First 64 bits of an IPv6 address: a household has as many addresses as it likes below them. */
const networkOf = (address: string): string => {
  // Node writes the short form, with one :: for the longest run of zeros.
  const plain = address.replace(/%.*$/, '');
  const [head = '', tail = ''] = new SocketAddress({ address: plain, family: 'ipv6' }).address.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
};

const normalize = (address: string): string => {
  const plain = mapped.exec(address)?.[1] ?? address;
  return isIPv4(plain) ? plain : networkOf(plain);
};

/**
 * Whom a request counts for: its IPv4 address, or its IPv6 network of 64 bits.
 * @param trustedProxies how many proxies stand before the service, each adding whom it heard to `X-Forwarded-For`. What
 * stands before those entries was written by the client, and is believed of nobody.
 */
export const clientAddress = (
  {
    headers,
    socket,
  }: Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } },
  trustedProxies: number,
): string => {
  const forwarded = trustedProxies > 0 ? String(headers['x-forwarded-for'] ?? '').split(',') : [];
  const chain = [...forwarded.slice(-trustedProxies).map((entry) => entry.trim()), socket.remoteAddress ?? ''];
  // The farthest entry that a trusted proxy wrote, and that is an address: "unknown" counts for the proxy that says so.
  const address = chain.find((_, place) => chain.slice(place).every((entry) => isIP(entry) !== 0));
  return address === undefined ? 'unknown' : normalize(address);
};
