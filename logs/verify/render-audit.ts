import type { Audit } from './audit.ts';

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** What an audit has found, for a person. @param details a sentence for each of the first faults */
export const renderAudit = (audit: Audit, host: string, details: readonly string[]): string => {
  const { dataStream, writers, stored, waiting, apart, lost, extra, beheaded, unnumbered, faults } = audit;
  const told = faults.reduce((sum, fault) => sum + fault.lost.length + fault.doubled.length, 0);
  return [
    `${dataStream} at ${host}: ${counted(stored, 'line')} of ${counted(writers, 'writer')} stored, ${lost.toLocaleString('en-US')} lost, ${counted(extra, 'document')} too many.`,
    ...(waiting > 0 ? [`${counted(waiting, 'line waits', 'lines wait')} in the spool.`] : []),
    ...(apart > 0
      ? [`${counted(apart, 'line is', 'lines are')} put aside; \`gapwatch logs replay --dry-run\` tells why.`]
      : []),
    ...(beheaded > 0
      ? [
          `Of ${counted(beheaded, 'writer')} the first lines lie before what was looked at, or are kept no longer: nothing is said of those.`,
        ]
      : []),
    ...(unnumbered > 0
      ? [`${counted(unnumbered, 'line has', 'lines have')} no number: whoever wrote them does not count.`]
      : []),
    ...details,
    ...(told > details.length ? [`${told - details.length} more such places; --json lists all.`] : []),
  ].join('\n');
};
