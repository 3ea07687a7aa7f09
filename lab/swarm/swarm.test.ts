import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLinesWith } from '../../test/support/lab-process.ts';
import { swarmNames } from './names.ts';
import { swarmObstacle } from './obstacle.ts';
import { removeSwarm, startSwarm } from './swarm.ts';

const obstacle = await swarmObstacle();

const lines = async (file: string, ...args: string[]) => (await execa(file, args)).stdout.split('\n');

/** Everything on this machine that a Swarm might leave, a line each. */
const takeStock = async (): Promise<string[]> => [
  ...(await lines('ip', '-o', 'link', 'show')).map((line) => `link ${line.split(/:\s|@/)[1]}`),
  ...(await lines('iptables', '-S')).map((rule) => `rule ${rule}`),
  ...(await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => `mount ${line.split(' ')[4]}`),
  ...globSync('/run/netns/*').map((name) => `namespace ${name}`),
  ...globSync('/sys/fs/cgroup/**/gapwatch-*').map((name) => `cgroup ${name}`),
];

const mayRun = obstacle === undefined ? describe : describe.skip;

mayRun(`a Swarm on this machine${obstacle === undefined ? '' : ` (${obstacle})`}`, () => {
  let folder: string;
  let before: string[];
  let bridge: string;
  let cgroup: string;
  beforeEach(async () => {
    before = await takeStock();
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-swarm-'));
    ({ bridge, cgroup } = await swarmNames(folder));
  });
  afterEach(async () => {
    await removeSwarm(folder);
  });

  /** What is there now and was not before; of other Swarms, which may come and go meanwhile, nothing. */
  const added = async (): Promise<string[]> => {
    const foreign = (line: string) =>
      /\bgw[0-9a-f]{8}|gapwatch-[0-9a-f]{8}/.test(line) && !line.includes(bridge) && !line.includes(cgroup);
    return (await takeStock()).filter((line) => !before.includes(line) && !foreign(line));
  };

  it('has nodes that reach each other, beside another Swarm, and leaves nothing', async () => {
    const other = `${folder}-other`;
    const [swarm, second] = await Promise.all([startSwarm(folder, 2), startSwarm(other, 1)]);
    const [first, last] = swarm.nodes;
    expect(second.host).not.toBe(swarm.host);
    expect((await first.docker('node', 'ls', '--format', '{{.Hostname}} {{.Status}}')).split('\n').sort()).toEqual([
      'node-1 Ready',
      'node-2 Ready',
    ]);
    expect((await added()).length).toBeGreaterThan(0);

    await removeSwarm(other);
    expect(existsSync(other)).toBe(false);
    expect(await last?.docker('info', '--format', '{{.Swarm.Managers}}')).toBe('2');

    await removeSwarm(folder);
    expect(existsSync(folder)).toBe(false);
    expect(await added()).toEqual([]);
    expect(commandLinesWith(folder)).toEqual([]);
  });

  it('has a node come back that was killed, with what it knew', async () => {
    const { nodes } = await startSwarm(folder, 1);
    const [node] = nodes;
    const id = await node.docker('info', '--format', '{{.Swarm.NodeID}}');
    await node.kill();
    expect(commandLinesWith(folder)).toEqual([]);
    await node.start();
    expect(await node.docker('info', '--format', '{{.Swarm.NodeID}}')).toBe(id);
  });

  it('is taken down by another process, after the one that made it was killed', async () => {
    const maker = execa(process.execPath, [join(import.meta.dirname, 'fixtures/start-and-stay.ts'), folder], {
      reject: false,
    });
    await new Promise((resolve) => maker.stdout.once('data', resolve));
    maker.kill('SIGKILL');
    await maker;
    expect(commandLinesWith(folder).join('\n')).toContain('dockerd');
    await removeSwarm(folder);
    expect(await added()).toEqual([]);
    expect(commandLinesWith(folder)).toEqual([]);
  });
});
