import type { z } from 'zod';
import type { teamSchema } from './duty-schema.ts';
import type { mailSchema, receiverSchema } from './receivers-schema.ts';

/** What must fit together for nobody to miss what is meant for them. */
interface Notifications {
  readonly receivers: readonly z.output<typeof receiverSchema>[];
  readonly teams: readonly z.output<typeof teamSchema>[];
  readonly mail?: z.output<typeof mailSchema> | undefined;
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** Refuses receivers that get nothing or cannot be reached, and alerts that nobody gets. */
export const checkNotifications = (
  { receivers, teams, mail }: Notifications,
  { addIssue, issues }: z.RefinementCtx,
): void => {
  // Of what is wrong in itself nothing more has to be said.
  if (issues.length > 0) return;
  const refuse = (path: (string | number)[], message: string) => addIssue({ code: 'custom', path, message });
  const names = teams.map(({ name }) => name);
  for (const [i, receiver] of receivers.entries()) {
    if (receiver.kind === 'email' && !mail) {
      refuse(['receivers', i, 'kind'], 'another kind, or a mail server under `mail`');
    }
    for (const [j, team] of (receiver.teams ?? []).entries()) {
      if (!names.includes(team)) refuse(['receivers', i, 'teams', j], `one of ${quoted(names)}, which teams names`);
    }
  }
  for (const severity of ['page', 'ticket'] as const) {
    const unheard = names.filter(
      (team) =>
        !receivers.some(({ severities, teams: of }) => severities.includes(severity) && (of?.includes(team) ?? true)),
    );
    if (unheard.length > 0) {
      refuse(
        ['receivers'],
        `one that gets ${severity}s of ${unheard.length === 1 ? 'team' : 'teams'} ${quoted(unheard)}`,
      );
    }
  }
  const owners = new Map<string, string>();
  for (const [i, { name, owns }] of teams.entries()) {
    for (const [j, owned] of owns.entries()) {
      const other = owners.get(owned);
      if (other !== undefined) refuse(['teams', i, 'owns', j], `one that team "${other}" does not own`);
      owners.set(owned, name);
    }
  }
};
