import { expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

it.each<[string, number, string, string | undefined, string]>([
  ['the address of the connection', 0, '203.0.113.7', undefined, '203.0.113.7'],
  ['an IPv4 address that came over IPv6', 0, '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['the network of an IPv6 address', 0, '2001:db8:1:2:aaaa:bbbb:cccc:dddd', undefined, '2001:db8:1:2::/64'],
  ['the network of a short IPv6 address', 0, '2001:db8::1', undefined, '2001:db8:0:0::/64'],
  ['the network of this machine', 0, '::1', undefined, '0:0:0:0::/64'],
  ['the network of an address with a zone', 0, 'fe80::1%eth0', undefined, 'fe80:0:0:0::/64'],
  ['the connection, whatever a client claims, where no proxy is trusted', 0, '203.0.113.7', '10.1.1.1', '203.0.113.7'],
  ['what the one proxy heard', 1, '10.0.0.1', '203.0.113.7', '203.0.113.7'],
  [
    'what the one proxy heard, and not what the client wrote before it',
    1,
    '10.0.0.1',
    '8.8.8.8, 203.0.113.7',
    '203.0.113.7',
  ],
  ['what the farther of two proxies heard', 2, '10.0.0.1', '8.8.8.8,203.0.113.7,10.0.0.2', '203.0.113.7'],
  ['the client itself where it came by fewer proxies', 2, '10.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['the proxy where it tells nobody', 1, '10.0.0.1', undefined, '10.0.0.1'],
  ['the proxy where it tells no address', 1, '10.0.0.1', 'unknown', '10.0.0.1'],
  ['the proxy where it tells nonsense', 1, '10.0.0.1', '1.2.3.4:80, x\u0000', '10.0.0.1'],
  ['the nearer proxy where the farther tells nonsense', 2, '10.0.0.1', 'nonsense, 10.0.0.2', '10.0.0.2'],
])('takes a request for %s', (_what, trustedProxies, remoteAddress, forwarded, address) => {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  expect(clientAddress({ headers, socket: { remoteAddress } }, trustedProxies)).toBe(address);
});

it('counts all whose connection is over already as one', () => {
  expect(clientAddress({ headers: {}, socket: {} }, 0)).toBe('unknown');
});
