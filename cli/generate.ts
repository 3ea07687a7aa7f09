import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import type { GeneratedFile } from '../config/generated-file.ts';
import { loadConfig } from '../config/load-config.ts';
import { generateAll } from './generators.ts';

/** A generated file has no place where it belongs. */
class GenerateError extends Error {
  override name = 'GenerateError';
}

/**
 * Writes one file if its text is another.
 * @returns whether it was
 * @throws GenerateError if it cannot be written
 */
const write = async (root: string, { path, text }: GeneratedFile): Promise<boolean> => {
  const target = join(root, path);
  const before = await readFile(target, 'utf8').catch(() => undefined);
  if (before === text) return false;
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GenerateError(`${path} cannot be written (${reason}); make room for it, or let this user write there.`, {
      cause,
    });
  }
  return true;
};

/** `gapwatch generate`: writes rules, routes, dashboards, pipelines and Kibana's objects beside the configuration. */
export const generateCommand = (): Command =>
  new Command('generate')
    .description(
      "write scrape configuration, rules, routes, runbooks, dashboards, log pipelines and Kibana's objects into generated/ folders",
    )
    .option('--config <file>', 'configuration file', 'gapwatch.config.ts')
    .action(async ({ config: file }: { readonly config: string }) => {
      const config = await loadConfig(file);
      const files = generateAll(config);
      const changed: string[] = [];
      for (const one of files) if (await write(config.root, one)) changed.push(one.path);
      for (const path of changed) console.log(`wrote ${path}`);
      console.log(`${files.length} files generated, ${changed.length} changed.`);
    });
