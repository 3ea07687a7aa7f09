import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatVisitor, visitChat } from '../../test/support/chat-visitor.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startBrowser, type TestBrowser } from '../../test/support/start-browser.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { hostileTexts } from './fixtures/hostile-texts.ts';

/** As many as a configuration may have, after one room that is none of them. */
const hostileRooms = hostileTexts.slice(0, 63);

/** What the page would show of a script that ran. */
const harm = async ({ page, faults }: Pick<ChatVisitor, 'page' | 'faults'>) => [
  ...(await faults()),
  ...((await page.evaluate<boolean>("'pwn' in globalThis")) ? ['pwn'] : []),
];

describe('hostile text', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let browser: TestBrowser;
  let visitor: ChatVisitor;
  let sockets: Socket[];
  beforeAll(async () => {
    [mariadb, browser] = await Promise.all([startMariadb(), startBrowser()]);
    app = await startApp(
      { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
      { rooms: ['I', ...hostileRooms] },
    );
    visitor = await visitChat(browser, app.url, 'reader');
  });
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
    await mariadb?.stop();
  });

  it('would do harm where it is taken for markup, and the tests would see it', async () => {
    expect(hostileTexts.length).toBeGreaterThanOrEqual(40);
    // Without the page's policy, which would stop them here too.
    const { page, faults } = await browser.visit('about:blank');
    let harmful = 0;
    for (const text of hostileTexts) {
      await page.evaluate('delete globalThis.pwn');
      await page.setContent(`<a id=x></a><div>${text}</div><input value="${text}"><b title='${text}'></b>`, {
        waitUntil: 'commit',
      });
      await page
        .evaluate(`for (const link of document.querySelectorAll('a[href],button')) link.click()`)
        .catch(() => {});
      for (const one of await page.$$('[onmouseover]')) await one.hover({ force: true });
      await page.waitForLoadState();
      if ((await harm({ page, faults })).some((fault) => /^(pwn|dialog|request: .*evil)/.test(fault))) harmful += 1;
    }
    await page.context().close();
    console.log(`${harmful} of ${hostileTexts.length} texts do harm without the page's care.`);
    expect(harmful).toBeGreaterThan(25);
  });

  it('is shown as it is, as a nickname and as a message', async () => {
    sockets = await Promise.all(hostileTexts.map((name) => app.connect({ name })));
    for (const [i, socket] of sockets.entries()) {
      const [name] = [hostileTexts[i] ?? ''];
      expect(await socket.emitWithAck('join_chat', 'I', name, 1)).toMatchObject({ ok: true });
      expect(await socket.emitWithAck('send_message', 'I', name, 1, name)).toMatchObject({ ok: true });
    }
    await visitor.sees(hostileTexts.at(-1) ?? '');
    expect(await visitor.texts()).toEqual(hostileTexts);
    expect(await visitor.page.locator('.message .meta bdi').allTextContents()).toEqual(hostileTexts);
    const people = visitor.page.locator('#people-list li');
    await until('All people are told', async () => (await people.count()) > hostileTexts.length);
    expect(new Set(await people.allTextContents())).toEqual(new Set(['reader', ...hostileTexts]));
    expect(await harm(visitor)).toEqual([]);
  });

  it('is shown as it is when it comes from the history', async () => {
    await visitor.page.reload();
    await visitor.sees(hostileTexts.at(-1) ?? '');
    await until('All are read', async () => {
      await visitor.page.evaluate("document.getElementById('log').scrollTo(0, 0)");
      return (await visitor.texts()).length === hostileTexts.length;
    });
    expect(await visitor.texts()).toEqual(hostileTexts);
    expect(await harm(visitor)).toEqual([]);
  });

  it('is sent from the page as it is, and shown as one’s own', async () => {
    for (const text of hostileTexts.slice(0, 20)) {
      await visitor.say(text);
      await visitor.page.locator('.own:not(.unsent) .text').getByText(text, { exact: true }).waitFor();
    }
    await visitor.page.locator('.own').first().hover();
    await visitor.page.locator('.own .removal button').first().click();
    expect(await harm(visitor)).toEqual([]);
  });

  it('is looked for and marked as it is', async () => {
    const { page } = visitor;
    const marks = page.locator('#results mark');
    await page.getByRole('button', { name: 'Search' }).click();
    for (const text of hostileTexts) {
      await page.locator('#keyword').fill(text);
      const answer = page.waitForResponse('**/board/search');
      await page.keyboard.press('Enter');
      await answer;
      await until(`${text} is found`, async () => {
        const found = await page.locator('#results .text').allTextContents();
        return found.includes(text) && (await marks.allTextContents()).includes(text);
      });
    }
    expect(await harm(visitor)).toEqual([]);
  });

  it('is shown as it is as a room, and as one that there is not', async () => {
    const { page } = visitor;
    const title = page.locator('#room-name');
    const notice = page.locator('#room-notice');
    expect(await page.locator('#rooms a').allTextContents()).toEqual(['I', ...hostileRooms]);
    for (const room of hostileRooms.slice(0, 20)) {
      await page.evaluate(`location.hash = ${JSON.stringify(`#room=${encodeURIComponent(room)}`)}`);
      await until(`${room} is open`, async () => (await title.textContent()) === `Room ${room}`);
    }
    for (const room of hostileTexts.map((text) => `?${text}`)) {
      await page.evaluate(`location.hash = ${JSON.stringify(`#room=${encodeURIComponent(room)}`)}`);
      await until(`${room} is told`, async () => (await notice.textContent()) === `There is no room “${room}”.`);
      await page.evaluate(`location.hash = ${JSON.stringify(`#room=${room}`)}`);
    }
    expect(await title.textContent()).toBe(`Room ${hostileRooms[19]}`);
    expect(await harm(visitor)).toEqual([]);
  });

  it('is a name that one may choose oneself', async () => {
    const name = '<img src=x onerror=pwn=1>';
    const other = await visitChat(browser, app.url, name);
    expect(await other.page.locator('#person-name').textContent()).toBe(`You are ${name}`);
    expect(await harm(other)).toEqual([]);
  });

  it('cannot become markup even by a mistake of the page', async () => {
    const { page } = visitor;
    const attempts = [
      "document.body.innerHTML = '<img src=x onerror=pwn=1>'",
      "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
      "trustedTypes.createPolicy('x', { createHTML: (text) => text })",
      "document.createElement('script').src = '//evil.test/x.js'",
      "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
    ];
    for (const attempt of attempts) await expect(page.evaluate(attempt), attempt).rejects.toThrow();
    await page.evaluate("document.body.setAttribute('style', 'color: red')");
    const faults = await harm(visitor);
    expect(faults.filter((fault) => fault.startsWith('violation'))).toHaveLength(attempts.length + 1);
    expect(faults).not.toContain('pwn');
  });
});
