import { createAnnouncer } from './announcer.ts';
import { createBannerView } from './banner-view.ts';
import { createChat } from './chat.ts';
import { createComposerView } from './composer-view.ts';
import { createConnection } from './connection.ts';
import { part } from './element.ts';
import { startSpeech } from './language.ts';
import { createLogView } from './log-view.ts';
import { createPeopleView } from './people-view.ts';
import { createRoomsView } from './rooms-view.ts';
import { createSearchView } from './search-view.ts';
import { openService } from './service.ts';
import { openSession } from './session.ts';
import { createStage } from './stage.ts';
import { createStay } from './stay.ts';
import { createTabTitle } from './tab-title.ts';
import { createWelcomeView } from './welcome-view.ts';

const speech = startSpeech(part('language', HTMLElement));
const session = openSession();
const token = (): string | undefined => session.current()?.token;
const service = openService(token);
const announce = createAnnouncer(part('announcer', HTMLElement), (count) => speech.texts().announcedMore(count));
const tabTitle = createTabTitle(() => speech.texts().title);
speech.onChange(tabTitle.update);

const connection = createConnection(token, (state) => stay.follow(state));
const chat = createChat({
  connection,
  service,
  session: session.current,
  listener: {
    onChange: () => log.update(),
    onHeard({ name, text }) {
      tabTitle.count();
      if (!log.atBottom()) log.countUnseen();
      announce(speech.texts().announcement(name, text));
    },
    onPause(ms) {
      composer.pause(ms);
      if (ms > 0) announce(speech.texts().paused(Math.ceil(ms / 1_000)));
    },
    onRemoved(succeeded) {
      announce(succeeded ? speech.texts().removed : speech.texts().removeFailed);
      // What had the focus may be gone.
      composer.focus();
    },
    onSessionOver: () => stay.expire(),
    readingBack: () => !log.atBottom(),
  },
});

const log = createLogView({
  speech,
  content() {
    const [feed, person] = [chat.feed(), session.current()];
    if (feed === undefined || person === undefined) return undefined;
    const unsent = chat.queue.of(feed.room);
    return { feed, unsent, ownId: person.userId, connected: connection.connected() };
  },
  actions: {
    retry: chat.queue.retry,
    dismiss(messageId) {
      chat.queue.dismiss(messageId);
      composer.focus();
    },
    edit({ messageId, text }) {
      chat.queue.dismiss(messageId);
      composer.edit(text);
    },
    remove: (chatId) => void chat.remove(chatId),
  },
});
const composer = createComposerView(speech, (text) => {
  chat.say(text);
  log.toBottom();
});
const people = createPeopleView(speech);
const rooms = createRoomsView(speech, (room) => {
  people.clear();
  composer.openRoom(room);
  chat.open(room);
  log.toBottom();
});
createSearchView({ speech, service, room: () => chat.feed()?.room, announce });
const showConnection = createBannerView({ speech, announce, onTry: connection.tryNow });
const welcome = createWelcomeView({ speech, service, onEnter: (entered) => stay.enter(entered) });
const show = createStage(speech);
const stay = createStay({ session, service, connection, chat, rooms, composer, welcome, show, showConnection });

connection.on('current_usercount', (list, count) => people.show(list.flat(), count));
connection.on('notice_user_join', (name) => people.mention('joined', name));
connection.on('notice_user_left', (room, name) => {
  if (room === chat.feed()?.room) people.mention('left', name);
});
part('leave', HTMLButtonElement).addEventListener('click', stay.leave);
part('skip', HTMLButtonElement).addEventListener('click', composer.focus);
stay.open();
