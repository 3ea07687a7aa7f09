import { expect, it } from 'vitest';
import { chooseFormat, takesGzip } from './negotiation.ts';

/** What Prometheus 2 and 3 send. */
const prometheus2 =
  'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
const prometheus3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

it.each([
  [undefined, 'text'],
  ['', 'text'],
  ['*/*', 'text'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'text'],
  ['application/openmetrics-text', 'openmetrics'],
  ['Application/OpenMetrics-Text; Version="1.0.0"', 'openmetrics'],
  ['application/openmetrics-text;version=0.0.1', 'text'],
  ['application/openmetrics-text;q=0.3,text/plain;q=0.4', 'text'],
  ['text/plain;q=0.3,application/openmetrics-text;q=0.4', 'openmetrics'],
  ['application/openmetrics-text,text/plain', 'text'],
  ['application/openmetrics-text;q=0,*/*', 'text'],
  ['application/*;q=0.9,text/*;q=0.8', 'openmetrics'],
  ['text/plain;q=0,*/*;q=0.1', 'openmetrics'],
  ['application/openmetrics-text;q=soon,text/plain;q=0.1', 'text'],
  ['image/png', 'text'],
  [';;;,,,=;q=', 'text'],
  [prometheus2, 'openmetrics'],
  [prometheus3, 'openmetrics'],
])('answers %s by %s', (accept, format) => {
  expect(chooseFormat(accept)).toBe(format);
});

it.each([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['deflate, GZIP;q=0.5', true],
  ['*', true],
  ['gzip;q=0', false],
  ['gzip;q=0.000', false],
  ['gzip;q=0, *', false],
  ['gzip;q=much', false],
  ['br', false],
  ['identity', false],
])('compresses for a client that takes %s: %s', (acceptEncoding, zipped) => {
  expect(takesGzip(acceptEncoding)).toBe(zipped);
});
