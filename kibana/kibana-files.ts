import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { stableLine } from '../dashboards/adapter/stable-json.ts';
import { accessObjects } from './accesses/objects.ts';
import { chatObjects } from './chat/objects.ts';
import type { SavedObject } from './objects/saved-object.ts';
import { serviceObjects } from './services/objects.ts';

const ndjson = (objects: readonly SavedObject[]): string => objects.map((one) => `${stableLine(one)}\n`).join('');

/** What Kibana gets, one object a line: each file stands for itself, and can be imported by hand too. */
export const kibanaFiles = (config: Config): GeneratedFile[] => [
  { path: 'kibana/generated/chat.ndjson', text: ndjson(chatObjects(config)) },
  { path: 'kibana/generated/accesses.ndjson', text: ndjson(accessObjects(config)) },
  ...(config.logs.services.length > 0
    ? [{ path: 'kibana/generated/services.ndjson', text: ndjson(serviceObjects(config)) }]
    : []),
];
