/** The data stream of the app's log lines without its namespace, which is the environment. */
export const dataStream = { type: 'logs', dataset: 'chat.app' } as const;

/** Name of the template, its lifecycle and what belongs to them in Elasticsearch. */
export const templateName = `${dataStream.type}-${dataStream.dataset}`;
