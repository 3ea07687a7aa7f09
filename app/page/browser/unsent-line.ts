import type { Unsent } from '../model/unsent.ts';
import { make, makeButton } from './element.ts';
import type { Speech } from './language.ts';

/** What can be done about a message that the service has not taken. */
export interface UnsentActions {
  readonly retry: (messageId: string) => void;
  readonly dismiss: (messageId: string) => void;
  /** Takes the message away, and its text back into the field. */
  readonly edit: (unsent: Unsent) => void;
}

/** A message on its way, or one that will not get there. Only its sender sees it. */
export const renderUnsent = (
  unsent: Unsent,
  options: { readonly speech: Speech; readonly connected: boolean; readonly actions: UnsentActions },
): HTMLLIElement => {
  const { messageId, text, state } = unsent;
  const { speech, connected, actions } = options;
  const texts = speech.texts();
  const line = make('li', { class: `message own unsent ${state}` }, make('p', { class: 'text', dir: 'auto' }, text));
  const words = state === 'sending' && !connected ? texts.waiting : texts[state];
  const about = make('p', { class: 'state' }, make('span', {}, words));
  const act = (label: string, onClick: () => void): void =>
    about.append(make('span', {}, makeButton(label, { class: 'small' }, onClick)));
  if (state === 'failed' || state === 'unsure') act(texts.retry, () => actions.retry(messageId));
  if (state !== 'sending') {
    act(texts.edit, () => actions.edit(unsent));
    act(texts.discard, () => actions.dismiss(messageId));
  }
  line.append(about);
  return line;
};
