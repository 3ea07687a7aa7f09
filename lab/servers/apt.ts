import type { Say, Server } from '../service.ts';
import { InstallError } from './program-error.ts';

/** Not yet: the next commit. */
export const installPackages = async (servers: readonly Server[], _say: Say): Promise<void> => {
  throw new InstallError(`Install ${servers.flatMap((server) => server.packages).join(' ')} by hand.`);
};
