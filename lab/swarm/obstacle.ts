import { execa } from 'execa';
import { findExecutable } from '../servers/find-program.ts';

/** What the nodes are made with. */
const programs = ['dockerd', 'docker', 'ip', 'iptables', 'unshare', 'tar'];

/** Why no Swarm can be made on this machine, in words that end a sentence; absent where one can. */
export const swarmObstacle = async (): Promise<string | undefined> => {
  if (process.platform !== 'linux') return 'this machine does not run Linux';
  if (process.getuid?.() !== 0) return 'only root may make networks';
  for (const name of programs) {
    if ((await findExecutable(name, process.env)) === undefined) {
      return `${name} is not on this machine; install Docker's engine (on Debian: apt-get install docker.io iproute2)`;
    }
  }
  const { exitCode, stderr } = await execa('unshare', ['--net', '--mount', '--pid', '--fork', 'true'], { reject: false });
  return exitCode === 0 ? undefined : `this machine makes no namespaces (${stderr.split('\n')[0] ?? ''})`;
};
