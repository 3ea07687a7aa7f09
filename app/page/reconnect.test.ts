import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatVisitor, enterChat, visitChat } from '../../test/support/chat-visitor.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startBrowser, type TestBrowser } from '../../test/support/start-browser.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { signToken } from '../identity/token.ts';
import { createTokenIssuer } from '../identity/token-key.ts';

/** Outlives a restart of the service. */
const secret = 'a secret of more than thirty-two bytes';

describe('a connection that is lost', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let browser: TestBrowser;
  let mysql: Connection;
  let folder: string;
  let start: () => Promise<TestApp>;
  beforeAll(async () => {
    [mariadb, browser] = await Promise.all([startMariadb(), startBrowser()]);
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-page-'));
    const tokenSecretFile = join(folder, 'app-token');
    await writeFile(tokenSecretFile, secret);
    const port = await freePort();
    const limits = { personMessages: 6, windowSeconds: 2 };
    start = () =>
      startApp(
        { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
        { app: { port, tokenSecretFile, limits } },
      );
    app = await start();
    mysql = await createConnection(mariadb.app);
  });
  afterAll(async () => {
    await browser?.stop();
    await mysql?.end();
    await app?.stop();
    await mariadb?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const banner = ({ page }: ChatVisitor) => page.locator('#banner-text');
  const back = (visitor: ChatVisitor) => banner(visitor).getByText('Connected again.').waitFor();
  const settled = (visitor: ChatVisitor) =>
    until('Nothing is on its way', async () => (await visitor.page.locator('.unsent').count()) === 0);
  const stored = async () =>
    (await mysql.query<RowDataPacket[]>("SELECT message FROM chatlogs WHERE room_name = 'I' ORDER BY chat_id"))[0].map(
      ({ message }) => message,
    );

  it('is told in words and mended: nothing is lost, nothing is there twice', async () => {
    const [hana, river] = [await visitChat(browser, app.url, 'hana'), await visitChat(browser, app.url, 'river')];
    await hana.say('before');
    await river.sees('before');
    await hana.say('a slip');
    await river.sees('a slip');
    for (const pid of app.processes()) process.kill(pid, 'SIGKILL');
    for (const visitor of [hana, river]) await banner(visitor).getByText('The connection is lost.').waitFor();
    await river.say('written meanwhile 1');
    await river.say('written meanwhile 2');
    await river.page.locator('.unsent', { hasText: 'goes out when the connection is back' }).first().waitFor();
    await river.field.fill('a draft');
    await app.stop();
    // What others do while these two are away: one says something by a service of its own, one message is removed.
    await mysql.query("DELETE FROM chatlogs WHERE message = 'a slip'");
    await mysql.query(
      `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
       VALUES (1, 'I', 'from elsewhere', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    );
    app = await start();
    for (const visitor of [hana, river]) {
      await visitor.page
        .getByRole('button', { name: 'Try now' })
        .click({ timeout: 1_000 })
        .catch(() => {});
      await back(visitor);
    }
    for (const text of ['from elsewhere', 'written meanwhile 1', 'written meanwhile 2']) {
      for (const visitor of [hana, river]) await visitor.sees(text);
    }
    await settled(river);
    const all = ['before', 'from elsewhere', 'written meanwhile 1', 'written meanwhile 2'];
    expect(await stored()).toEqual(all);
    for (const visitor of [hana, river]) {
      await until('The removed one is gone', async () => !(await visitor.texts()).includes('a slip'));
      expect(await visitor.texts()).toEqual(all);
      await visitor.page.locator('#people-count', { hasText: '2' }).waitFor();
      await visitor.page.locator('#banner').waitFor({ state: 'hidden' });
    }
    expect(await river.field.inputValue()).toBe('a draft');
    for (const visitor of [hana, river]) await visitor.page.context().close();
  });

  it('sends again what it got no answer for, and the service stores that once', async () => {
    const visitor = await visitChat(browser, app.url, 'twice');
    const { page } = visitor;
    /** Text frames of what the service says: of an event and an acknowledgement. @see socket.io-protocol, version 5 */
    const [event, acknowledgement] = ['42', '43'];
    let answers = 0;
    let sent = 0;
    await page.routeWebSocket(/socket\.io/, (client) => {
      const server = client.connectToServer();
      let stays = true;
      client.onMessage((frame) => {
        if (frame.includes('stored already')) sent += 1;
        server.send(frame);
      });
      server.onMessage((frame) => {
        // The first answer to the message, and that it was told to the room, is lost with the connection.
        if (sent > 0 && answers === 0 && frame.slice(0, 2) === event) return;
        if (sent > 0 && frame.slice(0, 2) === acknowledgement) {
          answers += 1;
          stays = answers > 1;
        }
        if (stays) client.send(frame);
        else void client.close();
      });
    });
    await page.reload();
    await page.locator('#people-count', { hasText: /\d/ }).waitFor();
    await visitor.say('stored already');
    await back(visitor);
    await settled(visitor);
    expect([sent, answers >= 2]).toEqual([2, true]);
    expect((await stored()).filter((text) => text === 'stored already')).toHaveLength(1);
    expect((await visitor.texts()).filter((text) => text === 'stored already')).toHaveLength(1);
    await page.context().close();
  });

  it('says no more that the connection is lost once it has what did not come', async () => {
    const visitor = await visitChat(browser, app.url, 'patient');
    const { page } = visitor;
    await page.route('**/chat/rooms', (route) => route.fulfill({ status: 500, json: {} }));
    await page.reload();
    await banner(visitor).getByText('The connection is lost.').waitFor();
    await page.unroute('**/chat/rooms');
    await back(visitor);
    await page.locator('#banner').waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('reads out once what it is told twice', async () => {
    const [visitor, other] = [await visitChat(browser, app.url, 'ears'), await visitChat(browser, app.url, 'mouth')];
    const { page } = visitor;
    await page.routeWebSocket(/socket\.io/, (client) => {
      const server = client.connectToServer();
      server.onMessage((frame) => {
        client.send(frame);
        if (frame.includes('receive_message')) client.send(frame);
      });
    });
    await page.reload();
    await page.locator('#people-count', { hasText: /\d/ }).waitFor();
    await other.say('just once');
    const read = page.locator('#announcer', { hasText: 'just once' });
    await read.waitFor({ state: 'attached' });
    expect(await read.textContent()).toBe('mouth: just once');
    for (const one of [visitor, other]) await one.page.context().close();
  });

  it('says that one writes too fast, and brings all of it in order', async () => {
    const visitor = await visitChat(browser, app.url, 'fast');
    const lines = Array.from({ length: 9 }, (_, i) => `fast ${i}`);
    for (const line of lines) await visitor.say(line);
    await visitor.page.getByText('You are writing very fast.').first().waitFor();
    await visitor.sees('fast 8');
    await settled(visitor);
    expect((await stored()).filter((text) => text.startsWith('fast'))).toEqual(lines);
    expect((await visitor.texts()).filter((text) => text.startsWith('fast'))).toEqual(lines);
    await until(
      'It no longer says so',
      async () => (await visitor.page.locator('#composer-status').textContent()) === '',
    );
    await visitor.page.context().close();
  });

  it('asks for a name anew when the session is over, and keeps what is being written', async () => {
    const visitor = await visitChat(browser, app.url, 'early');
    const { page } = visitor;
    const person = { userId: 77, name: 'late' };
    const { token } = await signToken(person, createTokenIssuer('fungap', secret), 4);
    await page.evaluate(`sessionStorage.setItem('session', ${JSON.stringify(JSON.stringify({ ...person, token }))})`);
    await page.reload();
    await page.getByText('You are late').waitFor();
    await visitor.say('from the first session');
    await page.locator('.message.own:not(.unsent)', { hasText: 'from the first session' }).waitFor();
    await visitor.field.fill('a thought worth keeping');
    await page.getByText('Your session is over.').waitFor();
    expect(await page.locator('#name').inputValue()).toBe('late');
    expect(await page.evaluate('document.activeElement.id')).toBe('name');
    await enterChat(visitor, 'late again');
    await visitor.sees('from the first session');
    await until('Nothing is one’s own now', async () => (await page.locator('.message.own').count()) === 0);
    expect(await visitor.field.inputValue()).toBe('a thought worth keeping');
    expect(await visitor.faults()).toEqual([]);
    await page.context().close();
  });
});
