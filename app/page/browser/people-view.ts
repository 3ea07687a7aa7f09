import type { UserInfo } from '../../sockets/protocol.ts';
import { make, part } from './element.ts';
import type { Speech } from './language.ts';

/** Who is in the room. */
export interface PeopleView {
  /** @param count of all people, of whom the list may name only some */
  readonly show: (people: readonly UserInfo[], count: number) => void;
  /** Says in passing who came or left. */
  readonly mention: (what: 'joined' | 'left', name: string) => void;
  readonly clear: () => void;
}

/** Shows the people beside the room where there is space, and folded above it where there is not. */
export const createPeopleView = (speech: Speech): PeopleView => {
  const frame = part('people', HTMLDetailsElement);
  const counter = part('people-count', HTMLElement);
  const list = part('people-list', HTMLUListElement);
  const more = part('people-more', HTMLElement);
  const passing = part('people-passing', HTMLElement);
  let people: readonly UserInfo[] = [];
  let count: number | undefined;
  let mentioned: (() => string) | undefined;

  const render = (): void => {
    const texts = speech.texts();
    counter.textContent = count === undefined ? texts.people : texts.peopleCount(count);
    list.replaceChildren(
      ...people.map(({ nickname, user_mbti }) =>
        make('li', {}, make('bdi', {}, nickname), ...(user_mbti ? [make('span', { class: 'mbti' }, user_mbti)] : [])),
      ),
    );
    const unnamed = (count ?? 0) - people.length;
    more.textContent = unnamed > 0 && people.length > 0 ? texts.peopleMore(unnamed) : '';
    passing.textContent = mentioned?.() ?? '';
  };
  const wide = matchMedia('(min-width: 48rem)');
  const fold = (): void => {
    frame.open = wide.matches;
  };
  wide.addEventListener('change', fold);
  fold();
  speech.onChange(render);
  return {
    show(all, total) {
      people = all;
      count = total;
      render();
    },
    mention(what, name) {
      mentioned = () => speech.texts()[what](name);
      render();
    },
    clear() {
      people = [];
      count = undefined;
      mentioned = undefined;
      render();
    },
  };
};
