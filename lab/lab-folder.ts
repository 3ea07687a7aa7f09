import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { LabError } from './lab-error.ts';
import type { LabPaths } from './lab-paths.ts';

/**
 * Makes the folders of a lab where they are not there yet.
 * @throws LabError if this user may not write there
 */
export const makeLabFolder = async ({ folder, logs }: LabPaths): Promise<void> => {
  try {
    await mkdir(logs, { recursive: true });
    await access(folder, constants.W_OK);
    await access(logs, constants.W_OK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new LabError(`The lab cannot keep its data in ${folder} (${code}); let this user write there.`, { cause });
  }
};
