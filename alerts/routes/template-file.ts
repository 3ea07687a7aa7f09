import { type GeneratedFile, generatedNotice } from '../../config/generated-file.ts';
import { linkTemplates } from './link-templates.ts';
import { mailTemplates } from './mail-templates.ts';
import { slackTemplates } from './slack-templates.ts';
import { textTemplates } from './text-templates.ts';

/** The file of the templates, beside alertmanager.yml. */
export const templateName = 'notifications.tmpl';

/**
 * What notifications say. Only what Alertmanager 0.25 knows already.
 * @see https://prometheus.io/docs/alerting/latest/notifications/
 */
export const templateFile = (): GeneratedFile => ({
  path: `alerts/generated/${templateName}`,
  text: `${[`{{/* ${generatedNotice('alerts/routes/')} */}}`, textTemplates, linkTemplates, slackTemplates, mailTemplates].join('\n\n')}\n`,
});
