/** The Prometheus that is chosen at the top of the dashboard. */
export const dataSource = { type: 'prometheus', uid: `\${datasource}` } as const;
