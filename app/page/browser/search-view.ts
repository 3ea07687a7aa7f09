import { cutAt } from '../model/highlight.ts';
import { fromRow } from '../model/message.ts';
import type { Announce } from './announcer.ts';
import { make, part } from './element.ts';
import type { Speech } from './language.ts';
import { type SearchAnswer, type Service, ServiceError } from './service.ts';
import { createTimes } from './times.ts';

/** Messages of one answer of the service: where there are as many, there may be more. */
const answerSize = 50;

type Found = SearchAnswer['chatlogs'][number];
type Query = Parameters<Service['search']>[0];

/** Finds messages, in a part of the page that opens above the room and closes by Escape. */
export const createSearchView = (options: {
  readonly speech: Speech;
  readonly service: Pick<Service, 'search'>;
  readonly room: () => string | undefined;
  readonly announce: Announce;
}): void => {
  const { speech, service, room, announce } = options;
  const opener = part('search-open', HTMLButtonElement);
  const panel = part('search', HTMLElement);
  const form = part('search-form', HTMLFormElement);
  const field = part('keyword', HTMLInputElement);
  const roomOnly = part('this-room', HTMLInputElement);
  const archived = part('archived', HTMLInputElement);
  const status = part('search-status', HTMLElement);
  const list = part('results', HTMLOListElement);
  const more = part('search-more', HTMLButtonElement);
  let asked: Query | undefined;
  let found: readonly Found[] = [];
  let complete = true;
  let describe = (): string => '';
  let underWay = new AbortController();

  const renderFound = (one: Found, { dayAndMoment }: ReturnType<typeof createTimes>): HTMLLIElement => {
    const { name, text, at } = fromRow(one);
    const pieces = cutAt(text, one.highlights ?? []);
    const about = make('p', { class: 'meta' });
    about.append(
      make('strong', {}, make('bdi', {}, name || speech.texts().someone)),
      make('span', { class: 'tag' }, make('bdi', {}, speech.texts().room(one.room_name))),
      dayAndMoment(at),
    );
    const words = pieces.map((piece) => (piece.found ? make('mark', {}, piece.text) : piece.text));
    return make('li', {}, about, make('p', { class: 'text', dir: 'auto' }, ...words));
  };
  const render = (): void => {
    const times = createTimes(speech.language());
    status.textContent = describe();
    list.replaceChildren(...found.map((one) => renderFound(one, times)));
    more.hidden = complete;
  };
  const tell = (next: () => string): void => {
    describe = next;
    render();
    announce(next());
  };
  const describeAnswer = (degraded: boolean) => (): string => {
    const texts = speech.texts();
    const count = found.length === 0 ? texts.foundNone : texts.found(found.length, !complete);
    return degraded ? `${count} ${texts.searchDegraded}` : count;
  };
  const describeError = (error: ServiceError) => (): string =>
    error.status === 429 ? speech.texts().tooMany(error.retryAfterSeconds ?? 10) : speech.texts().searchFailed;

  const find = async (query: Query): Promise<void> => {
    underWay.abort();
    underWay = new AbortController();
    const { signal } = underWay;
    describe = () => speech.texts().searching;
    render();
    try {
      const { chatlogs, degraded = false } = await service.search(query, signal);
      found = [...found, ...chatlogs];
      complete = chatlogs.length < answerSize;
      tell(describeAnswer(degraded));
    } catch (error) {
      if (signal.aborted) {
        // Closed meanwhile: nothing is under way that the line could tell of.
        if (underWay.signal !== signal) return;
        describe = found.length > 0 ? describeAnswer(false) : () => '';
        render();
        return;
      }
      if (!(error instanceof ServiceError)) throw error;
      tell(describeError(error));
    }
  };
  const begin = (): void => {
    const keyword = field.value.trim().toWellFormed();
    field.focus();
    if (keyword === '') return;
    const roomname = roomOnly.checked ? room() : undefined;
    asked = { keyword, archived: archived.checked, ...(roomname !== undefined && { roomname }) };
    found = [];
    complete = true;
    void find(asked);
  };
  const open = (isOpen: boolean): void => {
    panel.hidden = !isOpen;
    opener.setAttribute('aria-expanded', String(isOpen));
    (isOpen ? field : opener).focus();
    if (isOpen) field.select();
    else underWay.abort();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    begin();
  });
  more.addEventListener('click', () => {
    const before = found.at(-1)?.chat_id;
    if (asked === undefined || before === undefined) return;
    // The button may go: what has the focus then is the list that it makes longer.
    list.focus();
    void find({ ...asked, before });
  });
  opener.addEventListener('click', () => open(panel.hidden !== false));
  part('search-close', HTMLButtonElement).addEventListener('click', () => open(false));
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    open(false);
  });
  speech.onChange(render);
};
