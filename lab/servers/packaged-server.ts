import type { Server } from '../service.ts';
import { installPackages } from './apt.ts';
import { findProgram, type Lookup } from './find-program.ts';

/** What tells a server that Debian packages from another one. */
type Packaged = Lookup & Pick<Server, 'name' | 'packages' | 'without'>;

/** Describes a server that is looked for as a program and comes by apt where it is not there. */
export const packagedServer = ({ name, packages, without, ...lookup }: Packaged): Server => {
  const installable = { name, variable: lookup.variable, packages };
  return {
    ...installable,
    without,
    find: () => findProgram(lookup),
    install: (say, signal) => installPackages([installable], say, signal),
  };
};
