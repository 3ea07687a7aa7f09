/** The targets that the tests of the rules speak of, one of each job. */
export const chat = { job: 'chat', instance: 'chat:3001' } as const;
export const exporter = { job: 'exporter', instance: 'exporter:9842' } as const;
/** One of each node of the Swarm, which tells of its machine too. */
export const agent = { job: 'agent', instance: 'worker01:9842' } as const;
export const prometheus = { job: 'prometheus', instance: 'prometheus:9090' } as const;
export const alertmanager = { job: 'alertmanager', instance: 'alertmanager:9093' } as const;
