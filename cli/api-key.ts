import { rename, writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { ApplyError } from '../apply/apply-error.ts';
import { endApiKeys, issueApiKey, listApiKeys } from '../apply/elasticsearch/api-keys.ts';
import { openElasticsearch } from '../apply/elasticsearch/elasticsearch-api.ts';
import { readConnection } from '../apply/http/connection.ts';
import { loadConfig } from '../config/load-config.ts';
import { apiKeyRequest, keyRoles } from '../logstash/elastic/api-key.ts';

interface Flags {
  readonly config: string;
  readonly days: number;
  readonly file?: string;
}

const readDays = (text: string): number => {
  const days = Number(text);
  if (Number.isInteger(days) && days > 0) return days;
  throw new ApplyError(`--days is ${text}, expected a whole number of days above 0.`);
};

/** In one step, so that whoever reads it finds the old key or the new one; and nobody else reads it. */
const writeSecret = async (file: string, text: string): Promise<void> => {
  try {
    await writeFile(`${file}.new`, `${text}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ApplyError(`The key cannot be written into ${file} (${reason}); name a file that you may write.`, {
      cause,
    });
  }
};

const issue = async (role: string, { config: file, days, file: into }: Flags): Promise<void> => {
  const config = await loadConfig(file);
  const roles = keyRoles(config);
  if (!roles.includes(role)) throw new ApplyError(`The role is ${role}, expected one of ${roles.join(', ')}.`);
  const api = openElasticsearch(
    await readConnection('elasticsearch', config.apply.elasticsearch ?? {}, config, process.env),
  );
  const { signal } = new AbortController();
  try {
    const request = apiKeyRequest(role, config, days);
    const key = await issueApiKey(api, request, signal);
    if (into === undefined) return console.log(key.encoded);
    await writeSecret(into, key.encoded).catch(async (error: unknown) => {
      // One that nobody has is one that nobody misses.
      await endApiKeys(api, [key.id], signal);
      throw error;
    });
    // Not before the new one is where it is looked for.
    const older = (await listApiKeys(api, request.name, signal)).filter((id) => id !== key.id);
    await endApiKeys(api, older, signal);
    console.log(
      `${into} holds a new API key ${request.name}, good for ${days} days; ${older.length} older ones are ended.`,
    );
  } finally {
    await api.close();
  }
};

/** `gapwatch api-key`: has Elasticsearch make an API key with the least rights for one part. */
export const apiKeyCommand = (): Command =>
  new Command('api-key')
    .description('have Elasticsearch make an API key with the rights of a role, for the streams of this environment')
    .argument('<role>', 'whose rights it has, as gapwatch-shipper, or gapwatch-shipper-DATASET of one of logs.services')
    .option('--config <file>', 'configuration file', 'gapwatch.config.ts')
    // Long enough not to be in the way, and short enough that one that was forgotten ends.
    .addOption(new Option('--days <number>', 'days until it ends').argParser(readDays).default(365))
    .option(
      '--file <path>',
      'writes it there, for its owner only, and then ends older keys of its name; else it is printed',
    )
    .action(issue);
