/** Lines of some time, both ends in milliseconds since the epoch; an end that is absent is open. */
export interface TimeRange {
  readonly since?: number;
  readonly until?: number;
}

/** Whether a point in time lies in it. */
export const isWithin = (range: TimeRange, time: number): boolean =>
  time >= (range.since ?? Number.NEGATIVE_INFINITY) && time <= (range.until ?? Number.POSITIVE_INFINITY);

/** The filters of a search for it. */
export const timeFilters = ({ since, until }: TimeRange): object[] =>
  since === undefined && until === undefined
    ? []
    : [
        {
          range: {
            '@timestamp': {
              ...(since !== undefined && { gte: new Date(since).toISOString() }),
              ...(until !== undefined && { lte: new Date(until).toISOString() }),
            },
          },
        },
      ];
