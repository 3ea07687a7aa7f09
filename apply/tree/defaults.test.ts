import { expect, it } from 'vitest';
import { anything, makePare } from './defaults.ts';

const pare = makePare({
  zeros: true,
  defaults: {
    'global/interval': '1m',
    'jobs/*/timeout': (value, whole) => (whole as { global: { timeout: string } }).global.timeout === value,
    'jobs/*/text': /^\{\{ template "default\./,
    runtime: anything,
    '**/follow': true,
  },
});

it('leaves out what the server filled in, and keeps what it was not told and is no default', () => {
  const found = {
    global: { interval: '1m', timeout: '10s' },
    runtime: { gogc: 75 },
    jobs: [{ name: 'a', timeout: '10s', text: '{{ template "default.text" . }}', http: { follow: true }, limit: 5 }],
  };
  expect(pare(found, { jobs: [{ name: 'a' }] }).found).toEqual({
    global: { timeout: '10s' },
    jobs: [{ name: 'a', limit: 5 }],
  });
});

it('keeps a default that is named, so that it can be compared', () => {
  const both = { global: { interval: '1m' } };
  expect(pare(both, both)).toEqual({ found: both, wanted: both });
  expect(pare({ global: { interval: '1m' } }, { global: { interval: '2m' } }).found).toEqual(both);
});

it('keeps what is another value than the default, false too', () => {
  expect(pare({ http: { follow: false } }, {}).found).toEqual({ http: { follow: false } });
  expect(pare({ other: false, list: [], text: '', none: '0s' }, {}).found).toEqual({});
  // A pattern of texts says nothing of what is empty.
  expect(pare({ jobs: [{ name: 'a', text: '' }] }, { jobs: [{ name: 'a' }] }).found).toEqual({ jobs: [{ name: 'a' }] });
});

it('leaves out what is wanted and empty where the server does not tell it', () => {
  expect(pare({}, { mutes: [], on: true }).wanted).toEqual({ on: true });
});

it('keeps what is empty where servers do not leave it out', () => {
  const strict = makePare({ zeros: false, defaults: {} });
  expect(strict({ dynamic: false }, {}).found).toEqual({ dynamic: false });
  expect(strict({}, { dynamic: false }).wanted).toEqual({ dynamic: false });
});

it('finds the counterpart of a named element wherever it stands', () => {
  const found = { jobs: [{ name: 'a', timeout: '1s' }, { name: 'b' }], global: { timeout: '1s' } };
  expect(pare(found, { jobs: [{ name: 'b' }, { name: 'a', timeout: '1s' }], global: {} }).found).toMatchObject({
    jobs: [{ name: 'a', timeout: '1s' }, { name: 'b' }],
  });
});
