import type { LabContext } from './context.ts';
import { ensureServers } from './ensure-servers.ts';
import { LabError } from './lab-error.ts';
import { ownProgram } from './own-services.ts';
import { type Part, partNames, parts } from './parts.ts';
import { InstallError } from './servers/install-error.ts';
import type { Program, Say, Service } from './service.ts';

/** What a lab runs, and the names of the parts that it does without, asked for or not. */
export interface Plan {
  readonly services: readonly Service[];
  readonly without: readonly string[];
}

/**
 * Refuses names that no part of the lab has.
 * @throws LabError with the list of those that there are
 */
export const validateNames = (names: readonly string[]): void => {
  const unknown = names.filter((name) => !partNames.includes(name));
  if (unknown.length === 0) return;
  throw new LabError(
    `--without ${unknown.join(', ')}: the lab has no such part; it has ${partNames.slice(0, -1).join(', ')} and ${partNames.at(-1)}.`,
  );
};

/** The service of a part; absent where it cannot run on this machine, which a line says. */
const makeService = ({ make, server }: Part, context: LabContext, program: Program, say: Say): Service | undefined => {
  try {
    return make(context, program);
  } catch (error) {
    if (!(error instanceof InstallError) || server === undefined) throw error;
    say(`${error.message} Without ${server.name}, ${server.without}.`);
    return undefined;
  }
};

/**
 * Finds or installs what the wanted parts need, and makes their services. A part whose server cannot be had is left out,
 * and so is one that needs it; a line says so.
 * @throws LabError if nothing is left; the reason of `stopping` once it is aborted: no installation begins then
 */
export const planLab = async (context: LabContext, say: Say, stopping: AbortSignal): Promise<Plan> => {
  const without = new Set(context.without);
  const wanted = parts.filter(({ name }) => !without.has(name));
  const { found, missing } = await ensureServers(
    wanted.flatMap(({ server }) => server ?? []),
    say,
    stopping,
  );
  for (const server of missing) {
    say(`${server.reason} Without ${server.name}, ${server.without}.`);
    without.add(server.name);
  }
  const services: Service[] = [];
  // Each part stands after those that it needs, so that what is found out of these is known.
  for (const part of wanted.filter(({ name }) => !without.has(name))) {
    const lacking = part.needs.filter((needed) => without.has(needed));
    if (lacking.length > 0) say(`Without ${lacking.join(' and ')}, ${part.name} is left out as well.`);
    const program = found.get(part.name) ?? ownProgram();
    const service =
      lacking.length > 0 ? undefined : makeService(part, { ...context, without: [...without] }, program, say);
    if (service === undefined) without.add(part.name);
    else services.push(service);
  }
  if (services.length === 0) throw new LabError('Nothing is left for the lab to run; leave out less.');
  return { services, without: [...without] };
};
