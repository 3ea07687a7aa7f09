import { make, part } from './element.ts';
import type { Speech } from './language.ts';

const prefix = '#room=';

/** The list of rooms. Each is a link, so that a room has an address, and one goes back as on any page. */
export interface RoomsView {
  readonly show: (rooms: readonly string[]) => void;
  /** No room is open any more; the next showing opens one. */
  readonly close: () => void;
}

/** Shows the rooms, and opens the one that the address names. */
export const createRoomsView = (speech: Speech, onOpen: (room: string) => void): RoomsView => {
  const list = part('rooms', HTMLUListElement);
  const title = part('room-name', HTMLElement);
  const notice = part('room-notice', HTMLElement);
  let rooms: readonly string[] = [];
  let current: string | undefined;
  let unknown: string | undefined;

  const named = (): string | undefined => {
    if (!location.hash.startsWith(prefix)) return undefined;
    const text = location.hash.slice(prefix.length);
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const render = (): void => {
    const texts = speech.texts();
    list.replaceChildren(
      ...rooms.map((room) => {
        const here = room === current ? { 'aria-current': 'page' } : {};
        return make(
          'li',
          {},
          make('a', { href: `${prefix}${encodeURIComponent(room)}`, ...here }, make('bdi', {}, room)),
        );
      }),
    );
    list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    title.textContent = current === undefined ? '' : texts.room(current);
    notice.textContent = unknown === undefined ? '' : texts.noSuchRoom(unknown);
    notice.hidden = unknown === undefined;
  };
  const follow = (): void => {
    if (rooms.length === 0) return;
    const wanted = named();
    // An address without a room is that of the first.
    const room = wanted === undefined ? rooms[0] : rooms.find((name) => name === wanted);
    unknown = wanted !== undefined && room === undefined ? wanted : undefined;
    const next = room ?? current ?? rooms[0];
    const changed = next !== current;
    current = next;
    // A list that is drawn anew would lose the focus of the link that was just followed.
    const focused = list.contains(document.activeElement);
    render();
    if (focused) list.querySelector<HTMLElement>('[aria-current]')?.focus();
    if (changed && next !== undefined) onOpen(next);
  };
  addEventListener('hashchange', follow);
  speech.onChange(render);
  return {
    show(all) {
      rooms = all;
      follow();
    },
    close() {
      current = undefined;
    },
  };
};
