import { describe, expect, it } from 'vitest';
import { ensureServers } from './ensure-servers.ts';
import { LabError } from './lab-error.ts';
import { InstallError } from './servers/install-error.ts';
import type { Server } from './service.ts';

const program = { path: '/opt/thing', version: '1.2.3' };

const server = (name: string, rest: Partial<Server>): Server => ({
  name,
  variable: `GAPWATCH_${name.toUpperCase()}`,
  packages: [],
  find: async () => program,
  install: async () => {},
  without: `nothing is done by ${name}`,
  ...rest,
});

describe('ensureServers', () => {
  it('installs what is missing and only that', async () => {
    let installed = false;
    const lines: string[] = [];
    const there = server('there', { install: () => Promise.reject(new Error('It is there already.')) });
    const absent = server('absent', {
      find: async () => (installed ? program : undefined),
      install: async (say) => {
        installed = true;
        say('installed absent 1.2.3');
      },
    });
    expect(await ensureServers([there, absent], (line) => lines.push(line))).toEqual({
      found: new Map([
        ['there', program],
        ['absent', program],
      ]),
      missing: [],
    });
    expect(lines).toEqual(['installed absent 1.2.3']);
  });

  it('tells why one cannot be had, and goes on with the others', async () => {
    const one = server('one', {
      find: async () => undefined,
      install: () => Promise.reject(new InstallError('Only root may install one.')),
    });
    const two = server('two', { find: async () => undefined });
    const three = server('three', {});
    const { found, missing } = await ensureServers([one, two, three], () => {});
    expect([...found.keys()]).toEqual(['three']);
    expect(missing).toEqual([
      { name: 'one', reason: 'Only root may install one.', without: 'nothing is done by one' },
      {
        name: 'two',
        reason: 'two was installed but is not found; set GAPWATCH_TWO to where it is.',
        without: 'nothing is done by two',
      },
    ]);
  });

  it('starts no installation once it is told to stop', async () => {
    const stopping = new AbortController();
    const installed: string[] = [];
    const install = (name: string) => async () => {
      installed.push(name);
      stopping.abort(new Error('stopping'));
    };
    const absent = ['one', 'two'].map((name) => server(name, { find: async () => undefined, install: install(name) }));
    await expect(ensureServers(absent, () => {}, stopping.signal)).rejects.toThrow('stopping');
    expect(installed).toEqual(['one']);
  });

  it('stops at a variable that names nothing', async () => {
    const wrong = server('wrong', { find: () => Promise.reject(new LabError('GAPWATCH_WRONG is wrong.')) });
    await expect(ensureServers([wrong], () => {})).rejects.toThrow(new LabError('GAPWATCH_WRONG is wrong.'));
  });
});
