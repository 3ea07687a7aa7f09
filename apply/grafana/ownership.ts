/** Folder that holds our dashboards. */
export const ownFolder = { uid: 'gapwatch', title: 'gapwatch' } as const;

/** The tag of our dashboards. A copy that somebody makes keeps it, but gets a uid of its own. */
export const ownTag = 'gapwatch';

/** Whether Grafana's dashboard or data source of that uid is one that this project made. */
export const isOwn = (uid: string): boolean => uid.startsWith('gapwatch-');
