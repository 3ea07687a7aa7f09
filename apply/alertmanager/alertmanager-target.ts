import type { GeneratedFile } from '../../config/generated-file.ts';
import { ApplyError } from '../apply-error.ts';
import { demand } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import { reloadStep } from '../prometheus/reload.ts';
import { countHidden, fileOf, parseYaml, sameInYaml } from '../prometheus/yaml-form.ts';
import type { Change, Target } from '../target.ts';
import { makePare } from '../tree/defaults.ts';
import { differencesOf } from '../tree/difference.ts';
import { equate } from '../tree/equate.ts';
import { at } from '../tree/record.ts';
import { alertmanagerDefaults } from './config-defaults.ts';

const configPath = 'alerts/generated/alertmanager.yml';

const pare = makePare({ defaults: alertmanagerDefaults, zeros: true });

/** The configuration that Alertmanager says it runs, as text. */
const runningText =
  (api: Api) =>
  async (signal: AbortSignal): Promise<string> => {
    const status = await demand(api, 'tell its status', { method: 'GET', path: '/api/v2/status', signal });
    const text = at(status, 'config', 'original');
    if (typeof text === 'string') return text;
    throw new ApplyError(`${api.title} at ${api.url} tells no configuration of an Alertmanager; is that its address?`);
  };

/** Of its templates it tells the names alone. */
const untold = (written: unknown): string[] => {
  const templates = at(written, 'templates');
  const names = Array.isArray(templates) ? templates.join(', ') : '';
  return names === '' ? [] : [`It does not tell what is in ${names}: after a change there, have it reload by hand.`];
};

/**
 * Alertmanager: what it says that it runs against the file that is generated. The file is the user's to deploy; what is done
 * here is to have it read again, and to see whether it was the right one.
 */
export const alertmanagerTarget = (api: Api, files: readonly GeneratedFile[]): Target => ({
  name: 'alertmanager',
  title: api.title,
  url: api.url,
  close: api.close,
  async plan({ signal }) {
    const text = await runningText(api)(signal);
    const file = fileOf(files, configPath);
    const written = parseYaml(file.text, file.path);
    const running = parseYaml(text, `The configuration that Alertmanager at ${api.url} tells`);
    const { found, wanted } = pare(equate(running, written, sameInYaml), written);
    const differences = differencesOf(found, wanted);
    const changes: Change[] =
      differences.length === 0
        ? []
        : [{ action: 'change', kind: 'configuration', name: 'alertmanager.yml', differences }];
    return {
      changes,
      steps: changes.length > 0 ? [reloadStep(api, runningText(api))] : [],
      leftOver: [],
      notes: [
        ...(countHidden(text) > 0 ? [`${countHidden(text)} values are secret to it, and are not compared.`] : []),
        ...untold(written),
      ],
      obstacles: [],
      advice: 'it reads another file: generate alertmanager.yml anew, and bring it there',
    };
  },
});
