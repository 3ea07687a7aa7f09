import type { Config } from '../../config/load-config.ts';
import { boardUrl } from '../../dashboards/adapter/urls.ts';
import { inRooms } from '../../dashboards/chat/rooms.ts';
import { chat } from '../../dashboards/chat.ts';
import type { Format } from '../view.ts';

/** How much is seen before and after the line: what led to it, and whether it passed. */
const aroundMs = 15 * 60_000;

/** A text as Painless writes it. */
const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** The choice of a room, as Grafana takes it in an address. */
const choiceOf = (room: string): string =>
  `&var-${inRooms.room.variable}=${encodeURIComponent(room.toWellFormed()).replaceAll("'", '%27')}`;

const emitted = "emit('from=' + (at - before) + '&to=' + (at + after)";
const times = [
  "long at = doc['@timestamp'].value.toInstant().toEpochMilli();",
  `long before = ${aroundMs}L; long after = ${aroundMs}L;`,
];

/** Computes what Grafana's dashboard of the chat is to show, as the end of its address: the minutes around a line. */
export const minutesScript = (): string => [...times, `${emitted});`].join('\n');

/**
 * The same, and the room of the line. Painless cannot encode a text for an address, so that it looks up those of the rooms that there
 * are; a line of any other room shows all.
 */
export const roomScript = ({ rooms }: Pick<Config, 'rooms'>): string =>
  [
    ...times,
    `def choices = [${rooms.map((room) => `${quote(room)}: ${quote(choiceOf(room))}`).join(', ')}];`,
    "def room = doc['labels.room'].size() == 0 ? null : choices[doc['labels.room'].value];",
    `${emitted} + (room == null ? '' : room));`,
  ].join('\n');

/** How the end of that address becomes a link. */
export const dashboardLink = ({ urls }: Pick<Config, 'urls'>): Format => ({
  as: 'link',
  url: `${boardUrl(chat.uid, urls)}?{{rawValue}}`,
  label: 'chat at that time',
});
