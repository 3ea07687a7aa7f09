/** Milliseconds between two announcements: a screen reader needs time, and a busy room would drown everything else. */
const pace = 1_500;

/** Milliseconds until the first of several: what comes at once is said at once. */
const firstPace = 100;

/** Texts that are read out of those that came together. */
const most = 3;

/** Says texts to screen readers, when they are done with what they are saying. */
export type Announce = (text: string) => void;

/** @param more says how many others there were */
export const createAnnouncer = (region: HTMLElement, more: (count: number) => string): Announce => {
  let waiting: string[] = [];
  let busy = false;
  const tell = (): void => {
    busy = waiting.length > 0;
    if (!busy) return;
    const rest = waiting.length - most;
    region.textContent = [...waiting.slice(0, most), ...(rest > 0 ? [more(rest)] : [])].join('\n');
    waiting = [];
    setTimeout(tell, pace);
  };
  return (text) => {
    waiting.push(text);
    if (!busy) setTimeout(tell, firstPace);
    busy = true;
  };
};
