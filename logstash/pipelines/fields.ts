import type { LogField } from '../../app/logging/fields.ts';
import { ownDatasets } from '../../config/log-datasets.ts';

/** The data stream of what Elasticsearch refused of Logstash, without its namespace. */
export const deadLetterStream = { type: 'logs', dataset: ownDatasets.deadLetters } as const;

/** Every field that a dead letter gets; the document that was refused is in it as text, as its fields are what was refused. */
export const deadLetterFields = [
  { name: '@timestamp', type: 'date', description: 'When the line that was refused was written.' },
  { name: 'message', type: 'text', description: 'The document that was refused, as JSON.' },
  { name: 'event.id', type: 'keyword', description: 'Its id, under which the dead letter is stored too.' },
  { name: 'event.dataset', type: 'keyword', description: 'gapwatch.dead_letter, as in the name of the data stream.' },
  { name: 'event.kind', type: 'keyword', description: 'pipeline_error.' },
  { name: 'error.message', type: 'text', description: 'Why it was refused, in the words of Elasticsearch.' },
  { name: 'labels.pipeline', type: 'keyword', description: 'Pipeline of Logstash that it came by.' },
] as const satisfies readonly LogField[];
