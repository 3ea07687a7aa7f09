import { execa } from 'execa';

/**
 * Debian's packages start their service on its default port when they are installed, unless this file exits with 101.
 * A shell does it all, in a session of its own: a Ctrl-C, or the death of the lab, neither cuts dpkg short nor leaves the
 * file behind, and a file that was there before comes back.
 * @see invoke-rc.d(8)
 */
const script = `
policy=$1
saved=$policy.before-gapwatch
shift
restore() { if [ -e "$saved" ]; then mv -f "$saved" "$policy"; else rm -f "$policy"; fi; }
trap restore EXIT
trap : HUP INT TERM
if [ -e "$policy" ] && [ ! -e "$saved" ]; then mv "$policy" "$saved"; fi
printf '#!/bin/sh\\nexit 101\\n' > "$policy"
chmod 755 "$policy"
"$@"
`;

/**
 * Runs a command that installs packages, so that no installed service is started meanwhile.
 * @returns what it printed
 * @throws ExecaError if the command fails; the policy is restored then too.
 */
export const installQuietly = async (
  command: readonly string[],
  policyFile = '/usr/sbin/policy-rc.d',
): Promise<string> => {
  const { all } = await execa('sh', ['-c', script, 'sh', policyFile, ...command], {
    all: true,
    detached: true,
    stdin: 'ignore',
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return all;
};
