import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logFields } from '../app/logging/fields.ts';
import { parseConfig } from '../config/load-config.ts';
import { pipeline } from './pipeline.ts';

const run = promisify(execFile);
const text = pipeline(parseConfig({}, '/project/gapwatch.config.ts'));

/** The parser of Logstash's language, which Logstash itself does not offer without a start. */
const parserPackage = 'lscl==0.5';

const parseFile = `
import sys
from lscl.parser import parse_lscl
for block in parse_lscl(open(sys.argv[1]).read()): print(block.name)
`;

describe('the grammar of the pipeline', () => {
  let folder: string;
  let python: string;
  let missing: string | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
    python = join(folder, 'venv', 'bin', 'python');
    await run('python3', ['-m', 'venv', join(folder, 'venv')])
      .then(() => run(python, ['-m', 'pip', 'install', '--quiet', parserPackage]))
      .catch((error: Error) => {
        missing = `${parserPackage} cannot be installed here: ${error.message}`;
      });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const parse = async (config: string) => {
    const file = join(folder, 'pipeline.conf');
    await writeFile(file, config);
    return (await run(python, ['-c', parseFile, file])).stdout.trim().split('\n');
  };

  it('is that of Logstash', async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    expect(await parse(text)).toEqual(['input', 'filter', 'output']);
  });

  it('is not, once a bracket is missing', async ({ skip }) => {
    if (missing !== undefined) skip(missing);
    await expect(parse(text.slice(0, -2))).rejects.toThrow();
  });
});

describe('pipeline', () => {
  it('refers only to declared fields, labels, and what Logstash adds itself', () => {
    const fields = [...text.matchAll(/(?:\[[@a-z_.]+\]){1,9}/g)].map(([path]) =>
      path.slice(1, -1).replaceAll('][', '.'),
    );
    const known = (path: string) =>
      /^(@metadata|labels)\./.test(path) || path === 'event.original' || logFields.some(({ name }) => name === path);
    expect(fields).toContain('event.id');
    expect(fields.filter((path) => !known(path))).toEqual([]);
  });

  it('stores under the id of the line, in the data stream of the environment', () => {
    const config = parseConfig(
      { environment: 'stage', urls: { elasticsearch: 'http://search:9200' } },
      '/project/gapwatch.config.ts',
    );
    const output = pipeline(config);
    expect(output).toContain('document_id => "%{[event][id]}"');
    expect(output).toContain('data_stream_namespace => "stage"');
    expect(output).toContain('hosts => ["http://search:9200"]');
    // With data_stream the output starts with none of the settings of templates, not even to switch them off.
    expect(output).not.toContain('manage_template');
  });
});
