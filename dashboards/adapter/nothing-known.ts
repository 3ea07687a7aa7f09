/** What stands in a panel whose series should be there. */
export const nothingKnown = 'No answer from its targets, or none is chosen';
