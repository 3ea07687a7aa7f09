import { expect, it } from 'vitest';
import { makeRisingTimes, parseCpuTimes } from './cpu-times.ts';

/** /proc/stat of a machine with two processors, as Linux 6.1 writes it. */
const stat = `cpu  147677 780 40594 46950 1453 0 1312 646 0 0
cpu0 72245 378 19159 26863 445 0 279 324 0 0
cpu1 75432 401 21435 20087 1007 0 1033 322 0 0
intr 3244562 0 9
btime 1795964439
`;

const times = (idle: number, iowait = 0) =>
  new Map([['0', { user: 1, nice: 0, system: 2, idle, iowait, irq: 0, softirq: 0, steal: 0 }]]);

it('reads the time of each processor in each mode, in seconds', () => {
  const read = parseCpuTimes(stat);
  expect([...read.keys()]).toEqual(['0', '1']);
  expect(read.get('1')).toEqual({
    user: 754.32,
    nice: 4.01,
    system: 214.35,
    idle: 200.87,
    iowait: 10.07,
    irq: 0,
    softirq: 10.33,
    steal: 3.22,
  });
});

it('takes modes that an old kernel does not tell for 0', () => {
  expect(parseCpuTimes('cpu0 100 0 200 300\n').get('0')).toMatchObject({ idle: 3, iowait: 0, steal: 0 });
});

it('never falls, though the kernel takes waiting back', () => {
  const rising = makeRisingTimes();
  rising(times(100, 7));
  expect(rising(times(101, 6.5)).get('0')).toMatchObject({ idle: 101, iowait: 7 });
  expect(rising(times(100.5, 6.8)).get('0')).toMatchObject({ idle: 101, iowait: 7 });
  expect(rising(times(102, 7.2)).get('0')).toMatchObject({ idle: 102, iowait: 7.2 });
});

it('begins anew with a processor that was away, and forgets one that is', () => {
  const rising = makeRisingTimes();
  rising(times(100, 7));
  expect(rising(times(5, 1)).get('0')).toMatchObject({ idle: 5, iowait: 1 });
  expect([...rising(new Map())]).toEqual([]);
  expect(rising(times(4, 0.5)).get('0')).toMatchObject({ idle: 4, iowait: 0.5 });
});
