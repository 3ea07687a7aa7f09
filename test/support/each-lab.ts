import { afterEach, beforeEach, expect } from 'vitest';
import { type LabFolder, makeLabFolder } from './lab-process.ts';

/** Gives each test of a suite a lab of its own, which leaves nothing running. @returns the present test's */
export const eachLab = (): (() => LabFolder) => {
  let lab: LabFolder;
  beforeEach(async () => {
    lab = await makeLabFolder();
  });
  afterEach(async ({ task }) => {
    // What the lab and its services said, as far as it may tell why.
    if (task.result?.state === 'fail') console.error(await lab.logs());
    await lab.run('stop');
    expect(lab.processes()).toEqual([]);
    await lab.remove();
  });
  return () => lab;
};
