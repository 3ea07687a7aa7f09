import { type Connection, createConnection } from 'mysql2/promise';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatVisitor, visitChat } from '../../test/support/chat-visitor.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startBrowser, type TestBrowser } from '../../test/support/start-browser.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

/** Scrolls the log to a place, which may be told by its `log`. */
const scrollTo = (page: Page, place: string) =>
  page.evaluate(`(() => { const log = document.getElementById('log'); log.scrollTo(0, ${place}); })()`);

describe('two people at the page', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let browser: TestBrowser;
  let mysql: Connection;
  let hana: ChatVisitor;
  let river: ChatVisitor;
  beforeAll(async () => {
    [mariadb, browser] = await Promise.all([startMariadb(), startBrowser()]);
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    mysql = await createConnection(mariadb.app);
    hana = await visitChat(browser, app.url, '하나', { locale: 'ko-KR' });
    river = await visitChat(browser, app.url, 'river');
  });
  afterAll(async () => {
    await browser?.stop();
    await mysql?.end();
    await app?.stop();
    await mariadb?.stop();
  });

  /** A person in each language sees the others' number and names. */
  const people = ({ page }: ChatVisitor) => page.locator('#people-list li').allTextContents();

  it('speaks to each in the language of the browser, and in the other when asked', async () => {
    const { page } = hana;
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['방', 'I 방']);
    expect(await river.page.locator('html').getAttribute('lang')).toBe('en');
    expect(await river.page.title()).toBe('Chat');
    await page.getByRole('button', { name: 'English' }).click();
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Rooms', 'Room I']);
    expect(await page.getByRole('button', { name: 'English' }).getAttribute('aria-pressed')).toBe('true');
    await page.reload();
    await page.getByRole('heading', { name: 'Room I' }).waitFor();
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('button', { name: '보내기' }).waitFor();
  });

  it('shows who is there', async () => {
    for (const { page } of [hana, river]) await page.locator('#people-count', { hasText: '2' }).waitFor();
    expect(await river.page.locator('#people-count').textContent()).toBe('2 people');
    expect(await hana.page.locator('#people-count').textContent()).toBe('2명');
    expect((await people(river)).sort()).toEqual(['river', '하나']);
  });

  it('brings what one says to both, in one order and once', async () => {
    await hana.say('안녕하세요, 처음 왔어요');
    await river.sees('안녕하세요, 처음 왔어요');
    for (let i = 1; i <= 5; i += 1) await river.say(`line ${i}`);
    await hana.sees('line 5');
    await hana.say('반가워요 😀');
    await river.sees('반가워요 😀');
    const all = ['안녕하세요, 처음 왔어요', 'line 1', 'line 2', 'line 3', 'line 4', 'line 5', '반가워요 😀'];
    await until('Nothing is on its way', async () => (await hana.page.locator('.unsent').count()) === 0);
    expect(await hana.texts()).toEqual(all);
    expect(await river.texts()).toEqual(all);
    expect(await river.page.locator('.message.own').count()).toBe(5);
    expect(await river.page.locator('.message .meta strong').allTextContents()).toEqual([
      '하나',
      ...Array<string>(5).fill('river'),
      '하나',
    ]);
  });

  it('tells a screen reader what others say, and not what one says oneself', async () => {
    const heard = river.page.locator('#announcer');
    await hana.say('들려요?');
    await river.page.locator('#announcer', { hasText: '하나: 들려요?' }).waitFor({ state: 'attached' });
    expect(await heard.getAttribute('aria-live')).toBe('polite');
    await river.say('I do');
    await hana.sees('I do');
    expect(await heard.textContent()).not.toContain('I do');
  });

  it('shows a message with a bad word to its writer alone, with the reason, and gives it back to be changed', async () => {
    await river.say('what the fuck');
    const notice = river.page.locator('.unsent.blocked');
    await notice.waitFor();
    expect(await notice.locator('.state > span').first().textContent()).toBe(
      'Only you see this: the message contains a word that is not allowed here, so nobody was shown it.',
    );
    await river.say('sorry');
    await hana.sees('sorry');
    expect(await hana.texts()).not.toContain('what the fuck');
    await notice.getByRole('button', { name: 'Edit' }).click();
    expect(await river.field.inputValue()).toBe('what the fuck');
    await notice.waitFor({ state: 'detached' });
    await river.field.fill('');
  });

  it('refuses what is too long before it is sent, and tells how much too long', async () => {
    await river.field.fill('😀'.repeat(256));
    expect(await river.page.locator('#composer-status').textContent()).toBe('1 character too many');
    await river.field.press('Enter');
    expect(await river.field.inputValue()).toHaveLength(512);
    await river.field.fill('😀'.repeat(255));
    expect(await river.page.locator('#composer-status').textContent()).toBe('0 characters left');
    await river.field.fill('');
  });

  it('takes Enter for what it is while a Korean syllable is being composed', async () => {
    const { page } = hana;
    await hana.field.focus();
    const ime = await page.context().newCDPSession(page);
    await ime.send('Input.imeSetComposition', { text: '한', selectionStart: 1, selectionEnd: 1 });
    await page.keyboard.press('Enter');
    // As Safari tells of the Enter that has ended the composing; whether it is left to the composing.
    const left = await page.evaluate(`document.getElementById('message').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))`);
    expect(left).toBe(true);
    await ime.send('Input.insertText', { text: '한글' });
    await page.keyboard.press('Enter');
    await river.sees('한글');
    expect(await river.texts()).not.toContain('한');
  });

  it('removes a message of one’s own for both, after asking back', async () => {
    await river.say('a slip');
    await hana.sees('a slip');
    const line = river.page.locator('.message', { hasText: 'a slip' });
    await line.hover();
    await line.getByRole('button', { name: 'Remove the message “a slip”' }).click();
    await line.getByRole('button', { name: 'No' }).click();
    await line.getByRole('button', { name: 'Remove the message “a slip”' }).click();
    await line.getByRole('button', { name: 'Yes, remove' }).click();
    for (const { page } of [hana, river]) {
      await page.locator('.text', { hasText: /^a slip$/ }).waitFor({ state: 'detached' });
    }
    expect(await hana.page.locator('.message:not(.own) .removal').count()).toBe(0);
  });

  it('keeps rooms apart, gives each an address, and keeps what was being written there', async () => {
    await river.field.fill('half a thought');
    await river.page.getByRole('link', { name: 'E', exact: true }).click();
    await river.page.getByText('Nobody has said anything here yet.').waitFor();
    expect(new URL(river.page.url()).hash).toBe('#room=E');
    expect(await river.field.inputValue()).toBe('');
    await hana.page.locator('#people-count', { hasText: '1' }).waitFor();
    await river.say('only here');
    await river.sees('only here');
    await river.page.goBack();
    await river.page.getByRole('heading', { name: 'Room I' }).waitFor();
    expect(await river.field.inputValue()).toBe('half a thought');
    await river.field.fill('');
    await river.sees('sorry');
    expect(await hana.texts()).not.toContain('only here');
  });

  it('finds messages in all rooms or in this one, and marks what it found', async () => {
    const { page } = river;
    await page.getByRole('button', { name: 'Search' }).click();
    await page.keyboard.type('HERE');
    await page.keyboard.press('Enter');
    const results = page.locator('#results li');
    await results.first().waitFor();
    expect(await results.locator('.text').allTextContents()).toEqual(['only here']);
    expect(await results.locator('mark').allTextContents()).toEqual(['here']);
    expect(await results.locator('.tag').allTextContents()).toEqual(['Room E']);
    await page.getByLabel('in this room only').check();
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('Nothing was found.').first().waitFor();
    await page.getByRole('searchbox').fill('안녕');
    await page.keyboard.press('Enter');
    await page.locator('#results mark', { hasText: /^안녕$/ }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('#search').isHidden()).toBe(true);
    expect(await page.evaluate('document.activeElement.id')).toBe('search-open');
  });

  it('says how the search goes when it fails', async () => {
    const { page } = river;
    await page.route('**/board/search', (route) => route.fulfill({ status: 500, json: {} }));
    await page.getByRole('button', { name: 'Search' }).click();
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    const failed = page.locator('#search-status', { hasText: 'The search does not work now. Try again.' });
    await failed.waitFor();
    await page.unroute('**/board/search');
    await page.keyboard.press('Enter');
    await page.locator('#search-status', { hasText: /found/ }).waitFor();
    // The connection broke while the answer came.
    await page.route('**/board/search', (route) => route.fulfill({ body: '{"result":"success","chat' }));
    await page.keyboard.press('Enter');
    await failed.waitFor();
    await page.unroute('**/board/search');
    // Closed before the answer came, it tells of no search when it is open again.
    await page.route('**/board/search', () => {});
    await page.keyboard.press('Enter');
    await page.locator('#search-status', { hasText: 'Searching' }).waitFor();
    await page.keyboard.press('Escape');
    await page.unroute('**/board/search');
    await page.getByRole('button', { name: 'Search' }).click();
    await until('It tells of nothing', async () => (await page.locator('#search-status').textContent()) === '');
    await page.keyboard.press('Escape');
    // Chromium tells of every answer that is an error.
    expect(await river.faults()).toEqual([expect.stringContaining('status of 500')]);
  });

  it('reads back to the first message without moving what one looks at, and holds only some hundreds', async () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => [1, 'F', `old ${i + 1}`]);
    await mysql.query(
      `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
       VALUES ${rows.map(() => '(?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))').join(', ')}`,
      rows.flat(),
    );
    const { page } = river;
    await page.getByRole('link', { name: 'F', exact: true }).click();
    await river.sees('old 1000');
    expect(await page.locator('.message').count()).toBe(50);
    const top = (text: string) =>
      page
        .locator('.text', { hasText: new RegExp(`^${text}$`) })
        .boundingBox()
        .then((box) => box?.y ?? 0);
    await scrollTo(page, '250');
    const first = await page.evaluate<string>(
      `[...document.querySelectorAll('.text')].find((line) => line.getBoundingClientRect().top > 200).textContent`,
    );
    const before = await top(first);
    await river.sees('old 901');
    expect(Math.abs((await top(first)) - before)).toBeLessThan(2);
    // By the button as well as by scrolling.
    await page.locator('#older[aria-disabled=false]').press('Enter');
    await river.sees('old 851');
    await until('It has come to the beginning', async () => {
      await scrollTo(page, '0');
      return page.getByText('This is where the room begins.').isVisible();
    });
    await river.sees('old 1');
    expect(await page.locator('.message').count()).toBeLessThanOrEqual(400);
    await hana.page.getByRole('link', { name: 'F', exact: true }).click();
    await hana.page.getByRole('heading', { name: 'F 방' }).waitFor();
    await hana.say('are you reading all that?');
    await page.getByRole('button', { name: '1 new message' }).click();
    await river.sees('are you reading all that?');
    expect(await page.locator('.message').count()).toBeLessThanOrEqual(400);
  });

  it('goes forward from old messages to the newest by scrolling alone', async () => {
    const { page } = river;
    await scrollTo(page, '0');
    await until('It has let go of the newest', async () => {
      await scrollTo(page, '10');
      await scrollTo(page, '0');
      return !(await river.texts()).includes('are you reading all that?');
    });
    await until('It is there again', async () => {
      await scrollTo(page, 'log.scrollHeight - log.clientHeight - 60');
      await scrollTo(page, 'log.scrollHeight');
      return (await river.texts()).includes('are you reading all that?');
    });
    const numbers = (await river.texts()).flatMap((text) => /^old (\d+)$/.exec(text)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => 1_000 - numbers.length + 1 + i));
  });

  it('shows more of what it found when asked', async () => {
    const { page } = river;
    await page.getByRole('button', { name: 'Search' }).click();
    await page.keyboard.type('old');
    await page.keyboard.press('Enter');
    await page.getByText('The newest 50 messages:').first().waitFor();
    await page.getByRole('button', { name: 'More' }).press('Enter');
    await page.getByText('The newest 100 messages:').first().waitFor();
    const found = await page.locator('#results .text').allTextContents();
    expect(found).toEqual(Array.from({ length: 100 }, (_, i) => `old ${1_000 - i}`));
    await page.keyboard.press('Escape');
  });

  it('did all that without an error, a request elsewhere or a breach of its policy', async () => {
    expect(await hana.faults()).toEqual([]);
    expect(await river.faults()).toEqual([]);
  });
});
