import { execa } from 'execa';
import { findExecutable } from '../servers/find-program.ts';

/** What the nodes are made with. */
const programs = ['dockerd', 'docker', 'ip', 'iptables', 'unshare', 'tar'];

/** Why this user can make no Swarm on this machine, in words that end a sentence; absent where one can be made. */
export const swarmObstacle = async (uid = process.getuid?.()): Promise<string | undefined> => {
  if (process.platform !== 'linux') return 'this machine does not run Linux';
  if (uid !== 0) return 'only root may make networks';
  for (const name of programs) {
    if ((await findExecutable(name, process.env)) === undefined) {
      return `${name} is not on this machine; install Docker's engine (on Debian: apt-get install docker.io iproute2)`;
    }
  }
  const { exitCode, stderr } = await execa('unshare', ['--net', '--mount', '--pid', '--fork', 'true'], {
    reject: false,
  });
  return exitCode === 0 ? undefined : `this machine makes no namespaces (${stderr.split('\n')[0] ?? ''})`;
};
