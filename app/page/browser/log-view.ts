import { type Line, linesOf } from '../model/lines.ts';
import type { Unsent } from '../model/unsent.ts';
import { make, part } from './element.ts';
import type { Speech } from './language.ts';
import { renderMessage } from './message-line.ts';
import type { RoomFeed } from './room-feed.ts';
import { createScrolling } from './scrolling.ts';
import { createTimes } from './times.ts';
import { renderUnsent, type UnsentActions } from './unsent-line.ts';

/** What the log shows. */
export interface LogContent {
  readonly feed: RoomFeed;
  readonly unsent: readonly Unsent[];
  readonly ownId: number;
  readonly connected: boolean;
}

/** The messages of the room. */
export interface LogView {
  /** Shows the content of the moment, before the next frame is drawn. */
  readonly update: () => void;
  /** Whether the newest message is in view, as far as one looks. */
  readonly atBottom: () => boolean;
  /** Follows the newest message from now on. */
  readonly toBottom: () => void;
  /** One more message came that is not in view. */
  readonly countUnseen: () => void;
}

/** Everything that decides how a line looks, besides its key. */
const lookOf = (line: Line): string => {
  if (line.kind === 'message') return `${line.own} ${line.follows} ${line.message.name}`;
  return line.kind === 'unsent' ? line.unsent.state : '';
};

/** Puts elements into a list in their order, and touches none that stands right. */
const arrange = (list: HTMLElement, elements: readonly HTMLElement[]): void => {
  const wanted = new Set<Element>(elements);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  let cursor = list.firstElementChild;
  for (const element of elements) {
    if (element === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(element, cursor);
  }
};

export const createLogView = (options: {
  readonly speech: Speech;
  readonly content: () => LogContent | undefined;
  readonly actions: UnsentActions & { readonly remove: (chatId: number) => void };
}): LogView => {
  const { speech, content, actions } = options;
  const list = part('lines', HTMLOListElement);
  const older = part('older', HTMLButtonElement);
  const state = part('log-state', HTMLElement);
  const again = part('log-again', HTMLButtonElement);
  const newest = part('to-newest', HTMLButtonElement);
  let drawn = new Map<string, { readonly look: string; readonly element: HTMLLIElement }>();
  let unseen = 0;
  let scheduled = false;
  let times = createTimes(speech.language());

  const renderLine = (line: Line, { connected }: LogContent): HTMLLIElement => {
    if (line.kind === 'day') return make('li', { class: 'day' }, times.day(line.at));
    if (line.kind === 'unsent') return renderUnsent(line.unsent, { speech, connected, actions });
    return renderMessage(line, { speech, times, onRemove: () => actions.remove(line.message.chatId) });
  };
  const renderFrame = ({ feed }: LogContent): void => {
    const texts = speech.texts();
    const held = feed.messages().length;
    older.hidden = feed.atOldest() || held === 0;
    older.setAttribute('aria-disabled', String(feed.state() === 'loading'));
    again.hidden = feed.state() !== 'failed';
    if (feed.state() === 'failed') state.textContent = texts.historyFailed;
    else if (feed.state() === 'loading') state.textContent = texts.loading;
    else if (feed.atOldest()) state.textContent = held === 0 ? texts.empty : texts.beginning;
    else state.textContent = '';
    newest.hidden = scrolling.atBottom() && feed.atNewest();
    newest.textContent = unseen > 0 ? texts.newMessages(unseen) : texts.toNewest;
  };
  /** Reads what follows an end that one comes near to. */
  const readOn = (feed: RoomFeed): void => {
    if (feed.state() !== 'ready') return;
    if (scrolling.nearTop() && !feed.atOldest()) void feed.older();
    else if (scrolling.nearBottom() && !feed.atNewest()) void feed.newer();
  };
  const draw = (): void => {
    scheduled = false;
    const now = content();
    if (now === undefined) return;
    if (scrolling.atBottom() && now.feed.atNewest()) unseen = 0;
    const lines = linesOf(now.feed.messages(), now.feed.atNewest() ? now.unsent : [], now.ownId);
    const next = new Map(
      lines.map((line) => {
        const look = `${lookOf(line)} ${speech.language()} ${line.kind === 'unsent' && now.connected}`;
        const before = drawn.get(line.key);
        const element = before?.look === look ? before.element : renderLine(line, now);
        return [line.key, { look, element }] as const;
      }),
    );
    drawn = next;
    scrolling.keep(() => {
      arrange(
        list,
        [...next.values()].map(({ element }) => element),
      );
      renderFrame(now);
    });
    readOn(now.feed);
  };
  const update = (): void => {
    if (!scheduled) requestAnimationFrame(draw);
    scheduled = true;
  };
  const toBottom = (): void => {
    unseen = 0;
    scrolling.toBottom();
    const feed = content()?.feed;
    if (feed && !feed.atNewest()) void feed.restart();
    update();
  };
  const scrolling = createScrolling(part('log', HTMLElement), list, update);
  older.addEventListener('click', () => void content()?.feed.older());
  again.addEventListener('click', () => {
    const feed = content()?.feed;
    void (feed?.messages().length ? feed.older() : feed?.restart());
  });
  newest.addEventListener('click', toBottom);
  speech.onChange(() => {
    times = createTimes(speech.language());
    update();
  });
  return {
    update,
    atBottom: () => scrolling.atBottom() && (content()?.feed.atNewest() ?? true),
    toBottom,
    countUnseen() {
      unseen += 1;
      update();
    },
  };
};
