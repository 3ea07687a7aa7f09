import type { Notification } from './notification.ts';

/** Labels by name. */
export type Labels = Readonly<Record<string, string>>;

/**
 * The labels that tell something, in the order of their names.
 * @param usual labels that every alert of this lab carries, which tell nothing
 */
export const tellingLabels = (labels: Labels, usual: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels)
      .filter(([name, value]) => usual[name] !== value)
      .toSorted(),
  );

/** The labels that tell which thing a notification is about; its name and severity are said in places of their own. */
export const aboutLabels = ({ labels }: Pick<Notification, 'labels'>, usual: Labels): Labels => {
  const { alertname: _name, severity: _severity, ...about } = tellingLabels(labels, usual);
  return about;
};

/** An address that may stand in a link: of the web, for a label or an annotation could hold a script. */
export const webLink = (address: string | undefined): string | undefined => {
  const url = URL.parse(address ?? '');
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
};
