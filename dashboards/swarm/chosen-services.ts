/** The services that are chosen at the top of the dashboard. */
export const inServices = { service_name: { variable: 'service_name' } } as const;
