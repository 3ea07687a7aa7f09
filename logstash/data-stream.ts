import { logStream } from '../app/logging/fields.ts';

/** Name of the template, its lifecycle and what belongs to them in Elasticsearch. */
export const templateName = `${logStream.type}-${logStream.dataset}`;
