import type { Line } from '../model/lines.ts';
import { make, makeButton } from './element.ts';
import type { Speech } from './language.ts';
import type { Times } from './times.ts';

type MessageLine = Extract<Line, { kind: 'message' }>;

/** As many colours as the style sheet knows for people. */
const colours = 8;

/** Characters of a message that name it where it cannot be seen. */
const shortLength = 40;

const shorten = (text: string): string =>
  [...text].length > shortLength ? `${[...text].slice(0, shortLength).join('')}…` : text;

/** The button that removes one's own message, which asks back first. */
const renderRemoval = (text: string, speech: Speech, onRemove: () => void): HTMLElement => {
  const { remove, removeThis, removeSure, removeYes, removeNo } = speech.texts();
  const frame = make('div', { class: 'removal' });
  const start = makeButton(remove, { class: 'quiet', 'aria-label': removeThis(shorten(text)) }, () => {
    const no = makeButton(removeNo, { class: 'small' }, leave);
    frame.classList.add('asking');
    frame.replaceChildren(make('span', {}, removeSure), makeButton(removeYes, { class: 'small danger' }, onRemove), no);
    no.focus();
  });
  const leave = (): void => {
    frame.classList.remove('asking');
    frame.replaceChildren(start);
    start.focus();
  };
  frame.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
  frame.append(start);
  return frame;
};

/** A message that the service has. */
export const renderMessage = (
  { message, own, follows }: MessageLine,
  { speech, times, onRemove }: { readonly speech: Speech; readonly times: Times; readonly onRemove: () => void },
): HTMLLIElement => {
  const { userId, name, mbti, text, at } = message;
  const shown = name || speech.texts().someone;
  const line = make('li', { class: ['message', own && 'own', follows && 'follows'].filter(Boolean).join(' ') });
  const about = make('p', { class: 'meta' }, make('strong', {}, make('bdi', {}, shown)));
  if (own) about.append(make('span', { class: 'tag' }, speech.texts().own));
  if (mbti) about.append(make('span', { class: 'tag' }, mbti));
  about.append(times.moment(at));
  line.append(
    make('span', { class: `avatar colour-${userId % colours}`, 'aria-hidden': 'true' }, [...shown.trim()][0] ?? ''),
    about,
    make('p', { class: 'text', dir: 'auto' }, text),
  );
  if (own) line.append(renderRemoval(text, speech, onRemove));
  return line;
};
