import type { PlainText } from '../model/texts.ts';
import type { Announce } from './announcer.ts';
import type { ConnectionState } from './connection.ts';
import { part } from './element.ts';
import type { Speech } from './language.ts';

/** Milliseconds for which the page says that all is well again. */
const relief = 4_000;

/** Says in words that the connection is lost, and that it is back. */
export const createBannerView = (options: {
  readonly speech: Speech;
  readonly announce: Announce;
  readonly onTry: () => void;
}): ((state: ConnectionState) => void) => {
  const { speech, announce, onTry } = options;
  const banner = part('banner', HTMLElement);
  const words = part('banner-text', HTMLElement);
  const button = part('banner-try', HTMLButtonElement);
  let says: Extract<PlainText, 'lost' | 'refused' | 'back'> | undefined;
  let timer: number | undefined;

  const render = (): void => {
    banner.hidden = says === undefined;
    banner.classList.toggle('well', says === 'back');
    button.hidden = says === 'back';
    words.textContent = says === undefined ? '' : speech.texts()[says];
  };
  const say = (next: typeof says): void => {
    clearTimeout(timer);
    if (next !== says && next !== undefined) announce(speech.texts()[next]);
    says = next;
    render();
  };
  button.addEventListener('click', onTry);
  speech.onChange(render);
  return (state) => {
    if (state === 'lost' || state === 'refused') return say(state);
    if (state === 'unauthorized' || says === undefined || says === 'back') return say(undefined);
    say('back');
    timer = setTimeout(() => say(undefined), relief);
  };
};
