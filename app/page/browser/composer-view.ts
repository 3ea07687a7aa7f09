import { countCharacters, longest } from '../model/limits.ts';
import { part } from './element.ts';
import type { Speech } from './language.ts';

/** From so few characters left on, the form tells how many. */
const tellFrom = 40;

/** The field in which messages are written, with a draft for each room. */
export interface ComposerView {
  readonly openRoom: (room: string) => void;
  /** Puts a text back, in front of what is being written. */
  readonly edit: (text: string) => void;
  /** Says for so many milliseconds that messages wait; 0 ends it. */
  readonly pause: (ms: number) => void;
  readonly focus: () => void;
  /** Forgets all drafts. */
  readonly clear: () => void;
}

/** Sends what is written: by Enter, but for a new line with Shift, or by the button. */
export const createComposerView = (speech: Speech, onSend: (text: string) => void): ComposerView => {
  const form = part('composer', HTMLFormElement);
  const field = part('message', HTMLTextAreaElement);
  const label = part('message-label', HTMLElement);
  const status = part('composer-status', HTMLElement);
  const drafts = new Map<string, string>();
  let room: string | undefined;
  let pausedUntil = 0;
  let timer: number | undefined;

  const left = (): number => longest.message - countCharacters(field.value.trim());
  const render = (): void => {
    const texts = speech.texts();
    label.textContent = room === undefined ? texts.messageHint : texts.messageLabel(room);
    const rest = left();
    const pause = Math.ceil((pausedUntil - performance.now()) / 1_000);
    field.setAttribute('aria-invalid', String(rest < 0));
    status.classList.toggle('fault', rest < 0);
    if (rest < 0) status.textContent = texts.charactersOver(-rest);
    else if (pause > 0) status.textContent = texts.paused(pause);
    else status.textContent = rest <= tellFrom ? texts.charactersLeft(rest) : '';
  };
  const send = (): void => {
    const text = field.value.trim().toWellFormed();
    field.focus();
    if (text === '' || left() < 0 || room === undefined) return;
    field.value = '';
    render();
    onSend(text);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener('keydown', (event) => {
    // Enter also ends the composing of a Korean syllable, and belongs to that then. Safari says the composing is over before
    // it tells of that Enter, and only by this code that it was for the composing.
    const composes = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composes) return;
    event.preventDefault();
    send();
  });
  field.addEventListener('input', render);
  speech.onChange(render);
  return {
    openRoom(next) {
      // What was written before any room was open belongs to the first one.
      drafts.set(room ?? next, field.value);
      room = next;
      field.value = drafts.get(room) ?? '';
      render();
    },
    edit(text) {
      field.value = [text, field.value].filter(Boolean).join('\n');
      render();
      field.focus();
    },
    pause(ms) {
      pausedUntil = performance.now() + ms;
      clearInterval(timer);
      if (ms > 0) timer = setInterval(render, 1_000);
      render();
    },
    focus: () => field.focus(),
    clear() {
      drafts.clear();
      room = undefined;
      field.value = '';
      render();
    },
  };
};
