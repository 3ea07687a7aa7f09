import { part } from './element.ts';
import type { Speech } from './language.ts';

/** Shows either the form for a name, or the chat of the person of this name. */
export const createStage = (speech: Speech): ((name: string | undefined) => void) => {
  const welcome = part('welcome', HTMLElement);
  const chat = part('chat', HTMLElement);
  const person = part('person', HTMLElement);
  const label = part('person-name', HTMLElement);
  let shown: string | undefined;
  const render = (): void => {
    welcome.hidden = shown !== undefined;
    chat.hidden = shown === undefined;
    person.hidden = shown === undefined;
    label.textContent = shown === undefined ? '' : speech.texts().you(shown);
  };
  speech.onChange(render);
  return (name) => {
    shown = name;
    render();
  };
};
