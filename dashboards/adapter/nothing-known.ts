/** What stands in a panel whose series should be there. */
export const nothingKnown = 'No answer from its targets, or none is chosen';

/** What stands there where nobody asks Elasticsearch how it is. */
export const notAsked = 'The exporter asks no Elasticsearch: switch on its collector elasticsearch';
