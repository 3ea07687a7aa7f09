import { describe, expect, it } from 'vitest';
import { useAnsweringDocker } from '../../test/support/answering-docker.ts';
import { answerWith } from '../../test/support/docker-answers.ts';
import { healthySwarm, makeNode } from '../../test/support/swarm-answers.ts';

const swarm = useAnsweringDocker();

/** Lines of a page with these nodes that match, those that are 0 left out where it is asked. */
const linesOf = async (nodes: readonly object[], pattern: RegExp) => {
  swarm.answers = { ...healthySwarm, '/nodes': nodes };
  return (await swarm.watch.scrape()).filter((line) => pattern.test(line));
};

describe('the nodes of a swarm', () => {
  it('are counted in every combination of state, availability and role, those too that none is in', async () => {
    const nodes = [
      makeNode('a', { manager: { leader: true } }),
      makeNode('b'),
      makeNode('c', { availability: 'drain' }),
      makeNode('d', { state: 'down' }),
      makeNode('e', { state: 'dreaming' }),
    ];
    const lines = await linesOf(nodes, /^swarm_nodes\{/);
    expect(lines).toHaveLength(4 * 3 * 2);
    expect(lines.filter((line) => !line.endsWith(' 0'))).toEqual([
      'swarm_nodes{state="ready",availability="active",role="manager"} 1',
      'swarm_nodes{state="ready",availability="active",role="worker"} 1',
      'swarm_nodes{state="ready",availability="drain",role="worker"} 1',
      'swarm_nodes{state="down",availability="active",role="worker"} 1',
      'swarm_nodes{state="unknown",availability="active",role="worker"} 1',
    ]);
  });

  it('are told one by one, with what they say of themselves, escaped and not too long', async () => {
    const odd = makeNode('b', { state: 'down' });
    const nodes = [
      makeNode('a'),
      { ...odd, Description: { ...odd.Description, Hostname: `"\\\n${'x'.repeat(1_000)}` } },
      { ...makeNode('c'), Description: {} },
    ];
    const cut = `\\"\\\\\\n${'x'.repeat(197)}`;
    const about = (id: string, hostname: string) => `swarm_node_ready{node_id="${id}",hostname="${hostname}"}`;
    expect(await linesOf(nodes, /^swarm_node_/)).toEqual([
      `${about('a', 'host-a')} 1`,
      `${about('b', cut)} 0`,
      `${about('c', '')} 1`,
      'swarm_node_info{node_id="a",hostname="host-a",address="10.0.0.1",role="worker",engine_version="20.10.24",os="linux",architecture="x86_64"} 1',
      `swarm_node_info{node_id="b",hostname="${cut}",address="10.0.0.1",role="worker",engine_version="20.10.24",os="linux",architecture="x86_64"} 1`,
      'swarm_node_info{node_id="c",hostname="",address="10.0.0.1",role="worker",engine_version="",os="",architecture=""} 1',
    ]);
  });

  it('are gone from the page as soon as they are from the swarm', async () => {
    expect(await linesOf([makeNode('a'), makeNode('b')], /node_id="b"/)).toHaveLength(2);
    expect(await linesOf([makeNode('a')], /node_id="b"/)).toEqual([]);
  });
});

describe('the managers of a swarm', () => {
  const pattern = /^swarm_(managers|manager_leader|quorum_margin)/;
  const managers = (reachable: number, all: number) =>
    Array.from({ length: all }, (_, index) =>
      makeNode(`m${index}`, {
        manager: { leader: index === 0, reachability: index < reachable ? 'reachable' : 'unreachable' },
      }),
    );

  it.each([
    [1, 1, 0],
    [2, 2, 0],
    [3, 3, 1],
    [2, 3, 0],
    [1, 3, -1],
    [5, 5, 2],
    [4, 7, 0],
  ])('of whom %i of %i are reachable may lose %i more', async (reachable, all, margin) => {
    expect(await linesOf([...managers(reachable, all), makeNode('w')], /^swarm_(managers|quorum)/)).toEqual([
      `swarm_managers ${all}`,
      `swarm_managers_reachable ${reachable}`,
      `swarm_quorum_margin ${margin}`,
    ]);
  });

  it('have one leader', async () => {
    expect(await linesOf(managers(3, 3), /^swarm_manager_leader/)).toEqual([
      'swarm_manager_leader{node_id="m0"} 1',
      'swarm_manager_leader{node_id="m1"} 0',
      'swarm_manager_leader{node_id="m2"} 0',
    ]);
  });

  it('who are too few to elect one are told of, and nothing that is not known then', async () => {
    const said = `{"message":"rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online."}`;
    const leaderless = answerWith(500, said);
    const RemoteManagers = ['m0', 'm1', 'm2'].map((NodeID) => ({ NodeID, Addr: '10.0.0.1:2377' }));
    swarm.answers = {
      ...healthySwarm,
      '/nodes': leaderless,
      '/services': leaderless,
      '/tasks': leaderless,
      '/info': { Swarm: { LocalNodeState: 'active', ControlAvailable: true, Error: 'no', RemoteManagers } },
    };
    const sentence = `The swarm has no leader, so that nothing else is known of it. The Docker engine answers /v1.43/nodes with status 500: ${said}`;
    expect(await swarm.watch.scrape()).toEqual([
      'swarm_managers 3',
      'swarm_quorum_margin -1',
      'swarm_manager_leader{node_id="m0"} 0',
      'swarm_manager_leader{node_id="m1"} 0',
      'swarm_manager_leader{node_id="m2"} 0',
      'gapwatch_collector_enabled{collector="swarm_nodes"} 1',
      'gapwatch_collector_enabled{collector="swarm_services"} 1',
      'gapwatch_collector_success{collector="swarm_nodes"} 1',
      'gapwatch_collector_success{collector="swarm_services"} 0',
    ]);
    expect(swarm.watch.log).toEqual([
      `warn: Collector swarm_nodes: ${sentence}`,
      `error: Collector swarm_services failed: ${sentence}`,
    ]);
    swarm.answers = healthySwarm;
    expect((await swarm.watch.scrape()).filter((line) => pattern.test(line))).toEqual([
      'swarm_managers 1',
      'swarm_managers_reachable 1',
      'swarm_quorum_margin 0',
      'swarm_manager_leader{node_id="a"} 1',
    ]);
  });
});

describe('an engine that manages no swarm', () => {
  const notManager = answerWith(503, '{"message":"This node is not a swarm manager."}');
  const askInState = async (Swarm: object) => {
    swarm.answers = { ...healthySwarm, '/nodes': notManager, '/info': { Swarm } };
    return swarm.watch.scrape();
  };

  it.each([
    ['in none', { LocalNodeState: 'inactive', ControlAvailable: false }, 'The Docker engine here is in no swarm.'],
    [
      'a worker',
      { LocalNodeState: 'active', ControlAvailable: false },
      'The Docker engine here is a worker of its swarm; only managers know the services.',
    ],
  ])('is a reason to skip where it is %s, and a failure once it did', async (_, state, reason) => {
    expect(await askInState(state)).toEqual([
      'gapwatch_collector_enabled{collector="swarm_nodes"} 0',
      'gapwatch_collector_enabled{collector="swarm_services"} 0',
    ]);
    expect(swarm.watch.log).toEqual([
      `info: Collector swarm_nodes is skipped: ${reason}`,
      `info: Collector swarm_services is skipped: ${reason}`,
    ]);
    // No list is asked for that it cannot have.
    expect(swarm.docker.asked.filter((asked) => asked.endsWith('/tasks'))).toEqual([]);
    swarm.answers = healthySwarm;
    await swarm.watch.scrape();
    expect(await askInState(state)).toContain('gapwatch_collector_success{collector="swarm_nodes"} 0');
    expect(swarm.watch.log.at(-1)).toBe(`error: Collector swarm_services failed: ${reason}`);
  });

  it.each([
    [
      'is locked',
      { LocalNodeState: 'locked', ControlAvailable: false, Error: 'Swarm is encrypted' },
      'The swarm is locked on the Docker engine here: unlock it with `docker swarm unlock`, or it manages nothing.',
    ],
    [
      'cannot start',
      { LocalNodeState: 'error', ControlAvailable: false, Error: 'certificate has expired' },
      'The Docker engine here takes no part in its swarm: it is in state error (certificate has expired).',
    ],
    [
      'is still joining',
      { LocalNodeState: 'pending', ControlAvailable: false },
      'The Docker engine here takes no part in its swarm: it is in state pending.',
    ],
    [
      'manages one, but not now',
      { LocalNodeState: 'active', ControlAvailable: true },
      'The Docker engine answers /v1.43/nodes with status 503: {"message":"This node is not a swarm manager."}',
    ],
  ])('fails where it %s', async (_, state, reason) => {
    expect(await askInState(state)).toContain('gapwatch_collector_success{collector="swarm_nodes"} 0');
    expect(swarm.watch.log[0]).toBe(`error: Collector swarm_nodes failed: ${reason}`);
  });
});
