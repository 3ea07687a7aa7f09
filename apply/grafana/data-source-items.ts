import { z } from 'zod';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { demand, lookUp } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import type { Item } from '../items.ts';
import { fileOf, parseYaml } from '../prometheus/yaml-form.ts';
import { at, isRecord } from '../tree/record.ts';

/** What we say of a data source. Whether it is the default one is the users' business, and logins are theirs to add. */
const writtenSource = z.object({
  uid: z.string(),
  name: z.string(),
  type: z.string(),
  access: z.string(),
  url: z.string(),
  jsonData: z.record(z.string(), z.unknown()).default({}),
});

type Written = z.output<typeof writtenSource>;

const provisioning = z.object({ datasources: z.array(writtenSource) });

/** Of what Grafana tells, what we say too. */
const formOf = (found: unknown, wanted: Written): object | undefined => {
  if (!isRecord(found)) return undefined;
  const pick = (from: unknown, like: object) =>
    Object.fromEntries(
      Object.keys(like).flatMap((key) => {
        const value = at(from, key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
  return { ...pick(found, wanted), jsonData: pick(found.jsonData, wanted.jsonData) };
};

/** A data source, and whether a file of Grafana's own makes it, so that nobody can change it here. */
export interface DataSourceItem extends Item {
  readonly provisioned: boolean;
}

const itemOf = async (api: Api, wanted: Written, signal: AbortSignal): Promise<DataSourceItem> => {
  const path = `/api/datasources/uid/${encodeURIComponent(wanted.uid)}`;
  const found = await lookUp(api, `tell data source ${wanted.uid}`, path, signal);
  const doing = `take data source ${wanted.uid}`;
  return {
    kind: 'data source',
    name: wanted.uid,
    provisioned: at(found, 'readOnly') === true,
    found: formOf(found, wanted),
    wanted,
    async run(within) {
      if (!isRecord(found)) {
        await demand(api, doing, { method: 'POST', path: '/api/datasources', json: wanted, signal: within });
        return;
      }
      const jsonData = { ...Object(found.jsonData), ...wanted.jsonData };
      await demand(api, doing, { method: 'PUT', path, json: { ...found, ...wanted, jsonData }, signal: within });
    },
    async undo(within) {
      const now = await lookUp(api, `tell data source ${wanted.uid}`, path, within);
      if (isRecord(found)) {
        // The version that it has by now: Grafana refuses an older one.
        const json = { ...found, version: at(now, 'version') };
        await demand(api, doing, { method: 'PUT', path, json, signal: within });
      } else if (now !== undefined) {
        await demand(api, `delete data source ${wanted.uid}`, { method: 'DELETE', path, signal: within });
      }
    },
  };
};

/** The data sources that our dashboards choose from. None is ever deleted: Grafana would not give its password back. */
export const dataSourceItems = async (
  api: Api,
  files: readonly GeneratedFile[],
  signal: AbortSignal,
): Promise<DataSourceItem[]> => {
  const { path, text } = fileOf(files, 'dashboards/generated/provisioning/datasources/gapwatch.yml');
  const items: DataSourceItem[] = [];
  // In files Grafana takes one $ for the beginning of a variable, and two for one; its API takes each as it stands.
  for (const source of provisioning.parse(parseYaml(text.replaceAll('$$', '$'), path)).datasources) {
    items.push(await itemOf(api, source, signal));
  }
  return items;
};
