import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import {
  installLogstashParser,
  type LogstashParser,
  type Node,
  type Term,
} from '../../test/support/logstash-parser.ts';
import { chatLines, deadLetterLines, nginxLines } from '../log-streams.ts';
import { logstashPipelines } from '../logstash-pipelines.ts';
import { nginxSteps } from '../nginx/steps.ts';
import { pipelinesYml } from '../settings.ts';
import { readSteps, spellOut } from './fixtures/read-steps.ts';

const file = '/project/gapwatch.config.ts';
const config = parseConfig({}, file);
const textOf = (id: string, using = config): string =>
  logstashPipelines.find((one) => one.id === id)?.text(using) ?? '';

const streams = [
  ['chat-app', chatLines],
  ['nginx-access', nginxLines],
  ['dead-letters', deadLetterLines],
] as const;

/** Every plugin of a section, those under conditions too. */
const pluginsOf = (nodes: readonly Node[] = []): { plugin: string; settings: Readonly<Record<string, Term>> }[] =>
  nodes.flatMap((node) => ('plugin' in node ? [node] : pluginsOf(node.do)));

/** Every text anywhere in a section. */
const textsIn = (term: Term | Node | readonly Node[] | undefined): string[] => {
  if (typeof term === 'string') return [term];
  if (typeof term !== 'object') return [];
  return Object.entries(term).flatMap(([key, inner]) =>
    key === 'field' && !String(inner).startsWith('[') ? [`[${inner.split('.').join('][')}]`] : [key, ...textsIn(inner)],
  );
};

let parser: LogstashParser;
beforeAll(async () => {
  parser = await installLogstashParser();
});
afterAll(() => parser?.remove());

describe('the grammar', () => {
  it.each(streams)('of %s is that of Logstash', async (id) => {
    expect(Object.keys(await parser.parse(textOf(id)))).toEqual(['input', 'filter', 'output']);
  });

  it('is not, once a bracket is missing', async () => {
    await expect(parser.parse(textOf('chat-app').slice(0, -2))).rejects.toThrow();
  });
});

describe('fields', () => {
  it.each(streams)('that %s names are declared, or live in Logstash only', async (id, { fields }) => {
    const { filter = [], output = [] } = await parser.parse(textOf(id));
    const found = [...textsIn(filter), ...textsIn(output)].flatMap((text) =>
      [...text.matchAll(/(?<![\w\\^[])(?:\[[@a-z_.]+\])+/g)].map(([path]) => path.slice(1, -1).replaceAll('][', '.')),
    );
    const declared = new Set<string>(fields.map(({ name }) => name));
    // What others send or add, each taken away; objects whose fields a plugin knows by itself.
    const foreign = /^(@metadata\.|@version$|agent$|input$|tags$|event\.original$|labels\.unfit$|user_agent$|client$)/;
    expect(found).toContain('event.id');
    expect(found.filter((path) => !declared.has(path) && !foreign.test(path))).toEqual([]);
  });
});

describe('the output', () => {
  const outputOf = async (id: string, using = config) => pluginsOf((await parser.parse(textOf(id, using))).output)[0];

  it.each(streams)(
    'of %s stores each event once, under its id, in the data stream of the environment',
    async (id, stream) => {
      const using = parseConfig({ environment: 'stage', urls: { elasticsearch: 'http://search:9200' } }, file);
      expect(await outputOf(id, using)).toEqual({
        plugin: 'elasticsearch',
        settings: {
          hosts: ['http://search:9200'],
          data_stream: 'true',
          data_stream_type: 'logs',
          data_stream_dataset: stream.dataset,
          data_stream_namespace: 'stage',
          data_stream_auto_routing: 'false',
          ...(id === 'nginx-access' && { pipeline: '_none' }),
          document_id: '%{[event][id]}',
          silence_errors_in_log: ['version_conflict_engine_exception'],
        },
      });
    },
  );

  const variable = (name: string) => `\${${name}}`;

  it('and the input ask who is there, where the service is told to say so', async () => {
    const input = async (using: typeof config) => pluginsOf((await parser.parse(textOf('chat-app', using))).input)[0];
    const using = parseConfig({ logs: { logstashUser: { user: 'chat', passwordFile: 'secret' } } }, file);
    expect((await input(using))?.settings).toMatchObject({
      user: 'chat',
      password: variable('GAPWATCH_LOGSTASH_INPUT_PASSWORD'),
    });
    expect((await input(config))?.settings).not.toHaveProperty('user');
  });

  it('takes its secrets from the keystore or the environment', async () => {
    const by = async (login: 'password' | 'api-key') => {
      const using = parseConfig({ logstash: { login }, urls: { elasticsearch: 'https://search:9200' } }, file);
      return (await outputOf('chat-app', using))?.settings;
    };
    expect(await by('password')).toMatchObject({
      user: variable('GAPWATCH_LOGSTASH_USER:gapwatch-logstash'),
      password: variable('GAPWATCH_LOGSTASH_PASSWORD'),
    });
    expect(await by('api-key')).toMatchObject({ api_key: variable('GAPWATCH_LOGSTASH_API_KEY') });
  });

  it('cannot be told to send an API key where anybody could read it', () => {
    expect(() => parseConfig({ logstash: { login: 'api-key' } }, file)).toThrow(
      'gapwatch.config.ts: logstash.login is "api-key", expected password where urls.elasticsearch is no https, over which alone Logstash sends an API key.',
    );
  });
});

describe('the filter of accesses', () => {
  it('does what the ingest pipeline is made from, and nothing else', async () => {
    const { filter = [] } = await parser.parse(textOf('nginx-access'));
    const [first, last] = [filter[0], filter.at(-1)];
    expect(first).toEqual({ plugin: 'mutate', settings: { remove_field: ['client'] } });
    expect(last).toEqual({
      if: { LsclNot: [{ field: 'event.id' }] },
      do: [{ plugin: 'uuid', settings: { target: '[event][id]' } }],
    });
    expect(readSteps(filter.slice(1, -1))).toEqual(spellOut(nginxSteps));
  });
});

describe('dead letters', () => {
  it('are set aside by each pipeline that takes lines, and read from each of these', async () => {
    const { input } = await parser.parse(textOf('dead-letters'));
    const read = pluginsOf(input).map(({ settings }) => settings.pipeline_id);
    const settings = load(pipelinesYml()) as Record<string, unknown>[];
    expect(settings.filter((one) => one['dead_letter_queue.enable']).map((one) => one['pipeline.id'])).toEqual(read);
    expect(settings.map((one) => one['pipeline.id'])).toEqual(logstashPipelines.map(({ id }) => id));
    expect(read).toEqual(['chat-app', 'nginx-access']);
  });
});
