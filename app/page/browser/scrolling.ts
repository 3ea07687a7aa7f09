/** Pixels from an end that count as being there, or as being about to be. */
const near = { bottom: 48, end: 300 };

/** Where one looks in a log that grows at both ends. */
export interface Scrolling {
  readonly atBottom: () => boolean;
  /** Whether an end is so near that what follows it should be read. */
  readonly nearTop: () => boolean;
  readonly nearBottom: () => boolean;
  readonly toBottom: () => void;
  /** Changes the log so that what one looks at stays where it is, or the newest stays in view for one who looks at that. */
  readonly keep: (change: () => void) => void;
}

/** Watches a frame that scrolls a list. */
export const createScrolling = (frame: HTMLElement, list: HTMLElement, onScroll: () => void): Scrolling => {
  let following = true;

  const below = (): number => frame.scrollHeight - frame.scrollTop - frame.clientHeight;
  const toBottom = (): void => {
    following = true;
    frame.scrollTop = frame.scrollHeight;
  };
  /** Where each line is that can be seen. */
  const inView = (): [Element, number][] => {
    const { top, bottom } = frame.getBoundingClientRect();
    return [...list.children]
      .map((line) => [line, line.getBoundingClientRect()] as const)
      .filter(([, place]) => place.bottom > top && place.top < bottom)
      .map(([line, place]) => [line, place.top]);
  };

  let height = frame.clientHeight;
  frame.addEventListener('scroll', () => {
    // A frame that has just become smaller was not scrolled away from the bottom.
    if (frame.clientHeight === height) following = below() < near.bottom;
    onScroll();
  });
  // The keyboard of a phone, a longer message field and the search take from the frame's height; lines grow by themselves too.
  const sizes = new ResizeObserver(() => {
    height = frame.clientHeight;
    if (following) toBottom();
  });
  sizes.observe(frame);
  sizes.observe(list);
  return {
    atBottom: () => following,
    nearTop: () => frame.scrollTop < near.end,
    nearBottom: () => below() < near.end,
    toBottom,
    keep(change) {
      const seen = following ? [] : inView();
      change();
      if (following) return toBottom();
      const [line, place] = seen.find(([element]) => element.isConnected) ?? [];
      if (line === undefined || place === undefined) return;
      frame.scrollTop += line.getBoundingClientRect().top - place;
    },
  };
};
