/** The Prometheus that is chosen at the top of the dashboard. */
export const dataSource = { type: 'prometheus', uid: `\${datasource}` } as const;

/** The Elasticsearch with the lines of the log that is chosen there. */
export const logSource = { type: 'elasticsearch', uid: `\${logs}` } as const;
