import type { LabContext } from './context.ts';
import { ensureServers } from './ensure-servers.ts';
import { LabError } from './lab-error.ts';
import { ownProgram } from './own-services.ts';
import { partNames, parts } from './parts.ts';
import type { Say, Service } from './service.ts';

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

/**
 * Finds or installs what the wanted parts need, and makes their services. A part whose server cannot be had is left out,
 * and so is one that needs it; a line says so.
 * @throws the reason of `stopping` once it is aborted: no installation begins then
 */
export const planLab = async (context: LabContext, say: Say, stopping: AbortSignal): Promise<Plan> => {
  const asked = new Set(context.without);
  const wanted = parts.filter(({ name }) => !asked.has(name));
  const { found, missing } = await ensureServers(
    wanted.flatMap(({ server }) => server ?? []),
    say,
    stopping,
  );
  for (const server of missing) say(`${server.reason} Without ${server.name}, ${server.without}.`);
  const without = new Set(asked);
  for (const { name, needs, server } of wanted) {
    const lacking = needs.filter((needed) => without.has(needed));
    if (lacking.length > 0) say(`Without ${lacking.join(' and ')}, ${name} is left out as well.`);
    if (lacking.length > 0 || (server !== undefined && !found.has(name))) without.add(name);
  }
  const complete = { ...context, without: [...without] };
  const services = wanted
    .filter(({ name }) => !without.has(name))
    .map(({ name, make }) => make(complete, found.get(name) ?? ownProgram()));
  return { services, without: complete.without };
};
