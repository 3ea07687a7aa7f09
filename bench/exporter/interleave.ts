/** Runs of each where nothing else is said. */
const manyRounds = 50;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Milliseconds of two kinds of work in turn; which goes first alternates. */
export const interleave = async (ours: () => Promise<unknown>, other: () => Promise<unknown>, rounds = manyRounds) => {
  const runs = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) runs.ours.push(await timed(ours));
    runs.peer.push(await timed(other));
    if (round % 2 === 1) runs.ours.push(await timed(ours));
  }
  return runs;
};
