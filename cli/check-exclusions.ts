import type { Finding } from '../config/finding.ts';
import type { Config } from '../config/load-config.ts';

type Exclusion = Config['check']['exclusions'][number];

/** Findings that stand, and those that the configuration excuses, each with its reason. */
export interface Excused {
  readonly findings: readonly Finding[];
  readonly excused: readonly (Finding & { readonly reason: string; readonly until: string })[];
}

/** An excuse that is renewed less than once a year is forgotten. */
const mostDays = 366;

const daysUntil = (day: string, today: string): number => (Date.parse(day) - Date.parse(today)) / 86_400_000;

const fits = ({ rule, file, where }: Exclusion, finding: Finding): boolean =>
  finding.rule === rule && (file ?? finding.file) === finding.file && (where ?? finding.where) === finding.where;

const faultOf = (exclusion: Exclusion, findings: readonly Finding[], today: string): string | undefined => {
  const { rule, until } = exclusion;
  const left = daysUntil(until, today);
  if (left < 0) return `it ended on ${until}: mend what it excuses (${rule}), or say anew why not, and until when.`;
  if (left > mostDays) return `it holds until ${until}, more than a year ahead; choose an earlier day.`;
  return findings.some((finding) => fits(exclusion, finding))
    ? undefined
    : `it excuses nothing any more (${rule}); remove it.`;
};

/**
 * Takes out what the configuration excuses. An exclusion that has ended, holds for too long or excuses nothing is a finding.
 * @param file how findings name the configuration
 * @param today as 2027-03-31
 */
export const excuse = (
  findings: readonly Finding[],
  exclusions: readonly Exclusion[],
  { file, today }: { readonly file: string; readonly today: string },
): Excused => {
  const valid = exclusions.filter(({ until }) => daysUntil(until, today) >= 0);
  const faults = exclusions.flatMap((exclusion, place): Finding[] => {
    const message = faultOf(exclusion, findings, today);
    return message === undefined ? [] : [{ file, where: `check.exclusions[${place}]`, rule: 'exclusion', message }];
  });
  const judged = findings.map((finding) => ({ finding, by: valid.find((one) => fits(one, finding)) }));
  return {
    findings: [...judged.flatMap(({ finding, by }) => (by ? [] : [finding])), ...faults],
    excused: judged.flatMap(({ finding, by }) => (by ? [{ ...finding, reason: by.reason, until: by.until }] : [])),
  };
};
