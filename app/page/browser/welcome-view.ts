import { countCharacters, longest } from '../model/limits.ts';
import { make, part } from './element.ts';
import type { Speech } from './language.ts';
import { type Service, ServiceError } from './service.ts';
import type { Session } from './session.ts';

/** The form that asks for a name. */
export interface WelcomeView {
  /** @param over whether a session has just come to its end */
  readonly show: (over: boolean, name?: string) => void;
}

/** Lets a person in by a name. */
export const createWelcomeView = (options: {
  readonly speech: Speech;
  readonly service: Pick<Service, 'enter'>;
  readonly onEnter: (session: Session) => void;
}): WelcomeView => {
  const { speech, service, onEnter } = options;
  const form = part('enter', HTMLFormElement);
  const field = part('name', HTMLInputElement);
  const button = part('enter-button', HTMLButtonElement);
  const note = part('welcome-note', HTMLElement);
  const fault = part('name-fault', HTMLElement);
  let over = false;
  let describeFault: (() => (Node | string)[]) | undefined;
  let busy = false;

  const render = (): void => {
    const texts = speech.texts();
    note.textContent = over ? texts.sessionOver : texts.welcomeNote;
    button.textContent = busy ? texts.entering : texts.enter;
    fault.replaceChildren(...(describeFault?.() ?? []));
    field.setAttribute('aria-invalid', String(describeFault !== undefined));
  };
  const refuse = (describe: () => (Node | string)[]): void => {
    describeFault = describe;
    render();
    field.focus();
  };
  const enter = async (name: string): Promise<void> => {
    busy = true;
    describeFault = undefined;
    render();
    try {
      onEnter(await service.enter(name));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { status, message, retryAfterSeconds = 10 } = error;
      if (status === 429) refuse(() => [speech.texts().tooManyGuests(retryAfterSeconds)]);
      else if (status === 400) refuse(() => [speech.texts().nameRefused, ' ', make('span', { lang: 'en' }, message)]);
      else refuse(() => [speech.texts().unreachable]);
    } finally {
      busy = false;
      render();
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (busy) return;
    const name = field.value.trim().toWellFormed();
    if (name === '') refuse(() => [speech.texts().nameEmpty]);
    else if (countCharacters(name) > longest.name) refuse(() => [speech.texts().nameLong(longest.name)]);
    else void enter(name);
  });
  speech.onChange(render);
  return {
    show(isOver, name) {
      over = isOver;
      describeFault = undefined;
      if (name !== undefined) field.value = name;
      render();
      field.focus();
    },
  };
};
