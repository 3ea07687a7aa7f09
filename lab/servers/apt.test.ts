import { describe, expect, it } from 'vitest';
import { installByHand, installPackages } from './apt.ts';

const server = { name: 'mariadb', variable: 'GAPWATCH_MARIADBD', packages: ['mariadb-server'] };

describe('installPackages', () => {
  it('tells a user who is not root what to run', () => {
    expect(installByHand(server, 'not root')).toBe(
      'mariadb is not on this machine and only root may install it: run "sudo apt-get install mariadb-server", or set GAPWATCH_MARIADBD to where it is.',
    );
  });

  it('tells a user of another system what to do', () => {
    expect(installByHand(server, 'not Debian')).toBe(
      'mariadb is not on this machine and this is neither Debian nor Ubuntu: install it by your package manager, or set GAPWATCH_MARIADBD to where it is.',
    );
  });

  it('does nothing where nothing comes by apt', async () => {
    const lines: string[] = [];
    await installPackages([{ ...server, packages: [] }], (line) => lines.push(line), AbortSignal.timeout(60_000));
    expect(lines).toEqual([]);
  });
});
