import { z } from 'zod';

/** A TCP port. */
export const port = z.int().min(1).max(65535);

/** A name as MySQL and Prometheus take it without quotes. */
export const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and underscores');

/** An address of the web. */
export const url = z.url({ protocol: /^https?$/ });

/** Where a server is, without its port. */
export const host = z.string().regex(/^[A-Za-z0-9._:-]+$/, 'the name or address of a host');

/** Where Prometheus finds a page of metrics. */
export const target = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/, 'a host and port as node-1:9842');
