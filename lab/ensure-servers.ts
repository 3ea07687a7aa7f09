import { installPackages } from './servers/apt.ts';
import { InstallError } from './servers/install-error.ts';
import type { Program, Say, Server } from './service.ts';

/** A server that cannot be had here. */
interface MissingServer {
  readonly name: string;
  /** One sentence: why, and what a person can do. */
  readonly reason: string;
  /** What is done without it. */
  readonly without: string;
}

/** What of the wanted servers is on this machine, by name, and what is not. */
export interface Ensured {
  readonly found: ReadonlyMap<string, Program>;
  readonly missing: readonly MissingServer[];
}

/** Runs an installation. @returns why it could not be, in one sentence; absent where it was done */
const attempt = async (install: () => Promise<void>): Promise<string | undefined> => {
  try {
    await install();
    return undefined;
  } catch (error) {
    if (error instanceof InstallError) return error.message;
    throw error;
  }
};

/**
 * Finds servers on this machine and installs those that are not there: all of apt's in one call, then each one that is
 * still missing on its own, so that what cannot be had does not keep back the others.
 * @throws LabError if a variable names a program that is not there; the signal's reason once it is aborted.
 */
export const ensureServers = async (
  servers: readonly Server[],
  say: Say,
  signal: AbortSignal = new AbortController().signal,
): Promise<Ensured> => {
  const found = new Map<string, Program>();
  const look = async (server: Server): Promise<boolean> => {
    signal.throwIfAborted();
    const program = await server.find();
    if (program !== undefined) found.set(server.name, program);
    return program !== undefined;
  };
  const absent: Server[] = [];
  for (const server of servers) if (!(await look(server))) absent.push(server);
  await attempt(() => installPackages(absent, say, signal));

  const missing: MissingServer[] = [];
  for (const server of absent) {
    if (await look(server)) continue;
    signal.throwIfAborted();
    const reason = await attempt(() => server.install(say, signal));
    if (reason === undefined && (await look(server))) continue;
    missing.push({
      name: server.name,
      reason: reason ?? `${server.name} was installed but is not found; set ${server.variable} to where it is.`,
      without: server.without,
    });
  }
  return { found, missing };
};
