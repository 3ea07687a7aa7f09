/** The tables that are chosen at the top of the dashboard. */
export const inTables = { table: { variable: 'table' } } as const;
