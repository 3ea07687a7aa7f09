import type { Notification } from './notification.ts';

/** Labels by name. */
export type Labels = Readonly<Record<string, string>>;

/** Said in places of their own. */
const saidElsewhere: readonly string[] = ['alertname', 'severity'];

/**
 * The labels that tell which thing a notification is about, in the order of their names.
 * @param usual labels that every alert of this lab carries, which tell nothing
 */
export const aboutLabels = ({ labels }: Pick<Notification, 'labels'>, usual: Labels): Labels =>
  Object.fromEntries(
    Object.entries(labels)
      .filter(([name, value]) => !saidElsewhere.includes(name) && usual[name] !== value)
      .toSorted(),
  );

/** An address that may stand in a link: of the web, for a label or an annotation could hold a script. */
export const webLink = (address: string | undefined): string | undefined => {
  const url = URL.parse(address ?? '');
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
};
