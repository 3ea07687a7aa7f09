import { retryDelay } from '../model/retry-delay.ts';
import type { Chat } from './chat.ts';
import type { ComposerView } from './composer-view.ts';
import type { Connection, ConnectionState } from './connection.ts';
import type { RoomsView } from './rooms-view.ts';
import type { Service } from './service.ts';
import type { Session, SessionStore } from './session.ts';
import type { WelcomeView } from './welcome-view.ts';

/** A person's stay at the page, from a name to its end. */
export interface Stay {
  /** Begins with the session that the tab has kept, or asks for a name. */
  readonly open: () => void;
  readonly enter: (session: Session) => void;
  readonly follow: (state: ConnectionState) => void;
  /** The service knows the session no more: what is on the page and in the fields stays for the next one. */
  readonly expire: () => void;
  /** The person goes: nothing stays that the next one at this computer would find, or send. */
  readonly leave: () => void;
}

export const createStay = (parts: {
  readonly session: SessionStore;
  readonly service: Pick<Service, 'rooms'>;
  readonly connection: Connection;
  readonly chat: Chat;
  readonly rooms: RoomsView;
  readonly composer: ComposerView;
  readonly welcome: WelcomeView;
  /** Shows the chat of the person of this name, or the form that asks for one. */
  readonly show: (name: string | undefined) => void;
  readonly showConnection: (state: ConnectionState) => void;
}): Stay => {
  const { session, service, connection, chat, rooms, composer, welcome, show, showConnection } = parts;

  const begin = async (): Promise<void> => {
    const begun = session.current();
    show(begun?.name);
    connection.start();
    for (let failures = 0; session.current() === begun; failures += 1) {
      const all = await service.rooms().catch(() => undefined);
      if (session.current() !== begun) return;
      if (all !== undefined) {
        // The banner may tell of the rooms that did not come.
        if (connection.connected()) showConnection('connected');
        rooms.show(all);
        return composer.focus();
      }
      showConnection('lost');
      await new Promise((resolve) => setTimeout(resolve, retryDelay(failures, Math.random)));
    }
  };
  const askForName = (over: boolean): void => {
    const name = session.current()?.name;
    connection.stop();
    session.set(undefined);
    show(undefined);
    welcome.show(over, name);
  };
  const expire = (): void => {
    chat.queue.endSession();
    askForName(true);
  };

  return {
    open() {
      if (session.current() === undefined) askForName(false);
      else void begin();
    },
    enter(entered) {
      session.set(entered);
      void begin();
    },
    follow(state) {
      showConnection(state);
      if (state === 'unauthorized') expire();
      else chat.follow(state);
    },
    expire,
    leave() {
      chat.leave();
      chat.queue.clear();
      rooms.close();
      composer.clear();
      askForName(false);
    },
  };
};
