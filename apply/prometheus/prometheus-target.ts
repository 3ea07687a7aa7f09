import type { GeneratedFile } from '../../config/generated-file.ts';
import { secondsOf } from '../../prometheus/lint/literals.ts';
import { ApplyError } from '../apply-error.ts';
import { demand } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import type { Change, Target } from '../target.ts';
import { makePare } from '../tree/defaults.ts';
import { differencesOf } from '../tree/difference.ts';
import { equate, type Same } from '../tree/equate.ts';
import { at } from '../tree/record.ts';
import { prometheusDefaults } from './config-defaults.ts';
import { queryForm } from './query-form.ts';
import { reloadStep } from './reload.ts';
import { groupsRunning, type RuleGroup, writtenGroups } from './rule-groups.ts';
import { countHidden, fileOf, parseYaml, sameInYaml } from './yaml-form.ts';

const configPath = 'prometheus/generated/prometheus.yml';

const pare = makePare({ defaults: prometheusDefaults, zeros: true });

const sameRule: Same = (found, wanted, key) => key === 'expr' && queryForm(String(found)) === queryForm(String(wanted));

const configChange = (file: GeneratedFile, running: unknown): Change[] => {
  const written = parseYaml(file.text, file.path);
  const { found, wanted } = pare(equate(running, written, sameInYaml), written);
  const differences = differencesOf(found, wanted);
  return differences.length === 0
    ? []
    : [{ action: 'change', kind: 'configuration', name: 'prometheus.yml', differences }];
};

const groupChange = (found: RuleGroup | undefined, wanted: RuleGroup | undefined): Change[] => {
  const name = wanted?.name ?? found?.name ?? '';
  if (found === undefined || wanted === undefined) {
    return [{ action: found ? 'delete' : 'create', kind: 'rule group', name, differences: [] }];
  }
  const differences = differencesOf(equate(found, wanted, sameRule), wanted);
  return differences.length === 0 ? [] : [{ action: 'change', kind: 'rule group', name, differences }];
};

const groupChanges = (found: readonly RuleGroup[], wanted: readonly RuleGroup[], whole: boolean): Change[] => {
  const ours = wanted.map(({ name }) => name);
  const names = [...new Set([...ours, ...(whole ? found.map(({ name }) => name) : [])])];
  const named = (groups: readonly RuleGroup[], name: string) => groups.find((group) => group.name === name);
  return names.flatMap((name) => groupChange(named(found, name), named(wanted, name)));
};

/** The configuration that Prometheus says it runs, as text. */
const runningText =
  (api: Api) =>
  async (signal: AbortSignal): Promise<string> => {
    const path = '/api/v1/status/config';
    return String(at(await demand(api, `tell ${path}`, { method: 'GET', path, signal }), 'data', 'yaml') ?? '');
  };

interface PrometheusOptions {
  readonly api: Api;
  readonly files: readonly GeneratedFile[];
  /** False where prometheus.yml is somebody else's, and so are rule groups of other names. */
  readonly wholeConfiguration: boolean;
}

/**
 * Prometheus: what it says that it runs against the files that are generated. They are the user's to deploy; what is done here
 * is to have them read again, and to see whether they were the right ones.
 */
export const prometheusTarget = ({ api, files, wholeConfiguration }: PrometheusOptions): Target => ({
  name: 'prometheus',
  title: api.title,
  url: api.url,
  close: api.close,
  async plan({ signal }) {
    const ask = (path: string) => demand(api, `tell ${path}`, { method: 'GET', path, signal });
    const text = await runningText(api)(signal);
    const running = parseYaml(text, `The configuration that Prometheus at ${api.url} tells`);
    const interval = at(running, 'global', 'evaluation_interval');
    if (typeof interval !== 'string') {
      throw new ApplyError(`${api.title} at ${api.url} tells no configuration of a Prometheus; is that its address?`);
    }
    const wanted = writtenGroups(
      files.filter(({ path }) => path.endsWith('.rules.yml')),
      secondsOf(interval) ?? 0,
    );
    const found = groupsRunning(await ask('/api/v1/rules'), api.url);
    const changes = [
      ...(wholeConfiguration ? configChange(fileOf(files, configPath), running) : []),
      ...groupChanges(found, wanted, wholeConfiguration),
    ];
    const state = await ask('/api/v1/status/runtimeinfo');
    const configFile = at(await ask('/api/v1/status/flags'), 'data', 'config.file');
    return {
      changes,
      steps: changes.length > 0 ? [reloadStep(api, runningText(api))] : [],
      leftOver: [],
      notes: [
        ...(at(state, 'data', 'reloadConfigSuccess') === false
          ? [
              `It has refused its files at its last reload, and runs what it read at ${at(state, 'data', 'lastConfigTime')}.`,
            ]
          : []),
        ...(countHidden(text) > 0 ? [`${countHidden(text)} values are secret to it, and are not compared.`] : []),
      ],
      obstacles: [],
      advice: `it reads ${configFile}: generate the files anew, and bring them there with the rules beside them`,
    };
  },
});
