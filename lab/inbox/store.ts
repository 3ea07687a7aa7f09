import { appendFileSync } from 'node:fs';
import type { Notification } from './notification.ts';

/** Kept in memory for the page and the searches; the file has all. */
const kept = 500;

/** What has arrived: the newest in memory, all of it in a file, one JSON line each. */
export interface NotificationStore {
  /** @throws Error if the file cannot be written; in memory they are even so */
  add(notifications: readonly Notification[]): void;
  /** The newest first. */
  list(): readonly Notification[];
}

/** A store that appends to `file`, whose folder must be there. It begins empty: the file is for reading later. */
export const createStore = (file: string): NotificationStore => {
  let newest: Notification[] = [];
  return {
    add(notifications) {
      newest = [...notifications.toReversed(), ...newest].slice(0, kept);
      appendFileSync(file, notifications.map((notification) => `${JSON.stringify(notification)}\n`).join(''));
    },
    list: () => newest,
  };
};
