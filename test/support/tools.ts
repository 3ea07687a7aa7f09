import { execa } from 'execa';
import { installPackages } from '../../lab/servers/apt.ts';
import type { Server } from '../../lab/service.ts';

/** A program that a test calls by its name, and how a call shows that all of it is there. */
interface Tool extends Pick<Server, 'name' | 'packages' | 'without'> {
  readonly args: readonly string[];
}

const tools: readonly Tool[] = [
  { name: 'dockerd', args: ['--version'], packages: ['docker.io'], without: 'no real Swarm is watched' },
  { name: 'ip', args: ['-V'], packages: ['iproute2'], without: 'no real Swarm is watched' },
  {
    name: 'prometheus-mysqld-exporter',
    args: ['--version'],
    packages: ['prometheus-mysqld-exporter'],
    without: 'the exporter is not compared with it',
  },
  {
    name: 'prometheus-node-exporter',
    args: ['--version'],
    packages: ['prometheus-node-exporter'],
    without: 'what the exporter says of its machine is not compared with it',
  },
  { name: 'curl', args: ['--version'], packages: ['curl'], without: 'certificates of clients are not tried' },
  { name: 'nginx', args: ['-v'], packages: ['nginx-light'], without: 'the proxy of the containers is not tried' },
  { name: 'jq', args: ['--version'], packages: ['jq'], without: 'commands of runbooks fail' },
  { name: 'openssl', args: ['version'], packages: ['openssl'], without: 'commands of runbooks fail' },
  {
    name: 'python3',
    // What brings pip into a new environment is a package apart.
    args: ['-c', 'import ensurepip'],
    packages: ['python3', 'python3-venv'],
    without: 'the grammar of the pipeline is not looked at',
  },
];

/** A program that is found on PATH and comes by apt, described as a server is. */
export const describeTool = ({ args, ...tool }: Tool): Server => {
  const installable = { ...tool, variable: 'PATH' };
  return {
    ...installable,
    async find() {
      const { exitCode } = await execa(tool.name, args, { reject: false });
      return exitCode === 0 ? { path: tool.name, version: '' } : undefined;
    },
    install: (say, signal) => installPackages([installable], say, signal),
  };
};

/** The programs that tests call besides the servers that the lab knows. */
export const testTools: readonly Server[] = tools.map(describeTool);
