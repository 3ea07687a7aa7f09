import axe, { type AxeResults } from 'axe-core';
import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enterChat } from '../../test/support/chat-visitor.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startBrowser, type TestBrowser } from '../../test/support/start-browser.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

/** WCAG 2.1, levels A and AA, and what axe itself holds good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** What axe finds wrong in the page as it is now. */
const findings = async (page: Page): Promise<string[]> => {
  // What fades in has its colours only at the end.
  await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished))');
  await page.evaluate(axe.source);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(tags)} })`;
  const { violations, passes } = await page.evaluate<AxeResults>(run);
  expect(passes.length).toBeGreaterThan(10);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
};

/** How a screen reader would name what has the focus. */
const focused = (page: Page) =>
  page.evaluate<string>(`(() => {
    const { id, ariaLabel, textContent, labels, tagName } = document.activeElement;
    return ariaLabel || labels?.[0]?.textContent.trim() || textContent.trim().slice(0, 40) || id || tagName;
  })()`);

describe('the page for everybody', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let browser: TestBrowser;
  beforeAll(async () => {
    [mariadb, browser] = await Promise.all([startMariadb(), startBrowser()]);
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    const other = await app.connect({ name: '하나' });
    await other.emitWithAck('join_chat', 'I', '하나', 1);
    for (const text of ['안녕하세요', 'hello', 'hello again'])
      await other.emitWithAck('send_message', 'I', '하나', 1, text);
  });
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
    await mariadb?.stop();
  });

  afterEach(async () => {
    for (const context of browser.browser.contexts()) await context.close();
  });

  describe.each([
    { colorScheme: 'light', locale: 'en-GB', width: 1280 },
    { colorScheme: 'dark', locale: 'ko-KR', width: 360 },
  ] as const)('in $colorScheme, $locale, $width pixels wide', ({ colorScheme, locale, width }) => {
    it('is as axe wants it, in every state', async () => {
      const viewport = { width, height: 740 };
      const visitor = await browser.visit(app.url, { colorScheme, locale, viewport, reducedMotion: 'reduce' });
      const { page } = visitor;
      const wide = async () => expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      let socket: WebSocketRoute | undefined;
      let lost = false;
      await page.routeWebSocket(/socket\.io/, (client) => {
        socket = client;
        if (lost) void client.close();
        else client.connectToServer();
      });
      await page.reload();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.locator('#name-fault:not(:empty)').waitFor();
      expect(await findings(page)).toEqual([]);

      const { say, field } = await enterChat(visitor, 'a name of some length, as people choose them');
      await say(`mine ${'x'.repeat(200)}`);
      await page.locator('.own:not(.unsent)').first().waitFor();
      await say('fuck');
      await page.locator('.blocked').waitFor();
      await field.fill('x'.repeat(260));
      await page.evaluate("location.hash = '#room=nowhere'");
      await page.locator('#room-notice').waitFor();
      await page.locator('.own .removal button').first().press('Enter');
      await page.locator('#people').evaluate((people) => Object.assign(people, { open: true }));
      await wide();
      expect(await findings(page)).toEqual([]);

      await page.locator('#search-open').press('Enter');
      await page.keyboard.type('hello');
      await page.keyboard.press('Enter');
      await page.locator('#results mark').first().waitFor();
      await wide();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Escape');

      lost = true;
      await socket?.close();
      await page.locator('#banner-try').waitFor();
      expect(await findings(page)).toEqual([]);
      lost = false;
      await page.locator('#banner-try').press('Enter');
      await page.locator('#banner.well').waitFor();
      expect(await findings(page)).toEqual([]);
    });
  });

  it('is walked through by the keyboard alone', async () => {
    const visitor = await browser.visit(app.url);
    const { page } = visitor;
    expect(await focused(page)).toBe('Your name');
    await page.keyboard.type('keys');
    await page.keyboard.press('Enter');
    await page.locator('#people-count', { hasText: '2' }).waitFor();
    expect(await focused(page)).toBe('Message to room I');
    await page.keyboard.type('by keys');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('alone');
    await page.keyboard.press('Enter');
    await page.locator('.own:not(.unsent) .text').getByText('by keys\nalone').waitFor();

    // From the top: each control once, in the order in which it is seen.
    await page.locator('#leave').focus();
    const order = [await focused(page)];
    for (let i = 1; i < 14; i += 1) {
      await page.keyboard.press('Tab');
      order.push(await focused(page));
    }
    expect(order).toEqual([
      'Leave',
      '한국어',
      'English',
      'Skip to the message field',
      'I',
      'E',
      'F',
      'T',
      '2 people',
      'Search',
      'Messages',
      'Remove the message “by keys\nalone”',
      'Message to room I',
      'Send',
    ]);
    // What has the focus shows it, wherever that is.
    for (let i = 0; i < order.length; i += 1) {
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      expect([await focused(page), outline]).toEqual([order.at(-1 - i), 'solid']);
      await page.keyboard.press('Shift+Tab');
    }

    await page.locator('#skip').focus();
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Message to room I');

    await page.locator('.own .removal button').focus();
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('No');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Remove the message “by keys\nalone”');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('Yes, remove');
    await page.keyboard.press('Enter');
    await page.locator('.own').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Message to room I');

    await page.locator('#search-open').focus();
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Find messages with');
    await page.keyboard.type('안녕');
    await page.keyboard.press('Enter');
    await page.locator('#results mark').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Find');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Search');

    await page.getByRole('link', { name: 'T', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Room T' }).waitFor();
    expect(await focused(page)).toBe('T');
    expect(await page.locator('#rooms [aria-current=page]').textContent()).toBe('T');

    await page.locator('#message').fill('nobody’s business');
    await page.locator('#leave').focus();
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Your name');
    expect(await page.locator('#message').inputValue()).toBe('');
    expect(await page.evaluate("sessionStorage.getItem('session')")).toBeNull();
    expect(await visitor.faults()).toEqual([]);
  });

  it.each([1280, 360])('stays in a window %i pixels wide, however many rooms there are', async (width) => {
    const { page } = await browser.visit(app.url, { viewport: { width, height: 640 } });
    const rooms = [...Array.from({ length: 100 }, (_, i) => `room ${i}`), 'T'];
    await page.route('**/chat/rooms', (route) => route.fulfill({ json: { rooms } }));
    await page.evaluate("location.hash = '#room=T'");
    await page.keyboard.type('w'.repeat(64));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Room T' }).waitFor();
    const size = '[document.documentElement.scrollWidth, document.documentElement.scrollHeight]';
    expect(await page.evaluate(size)).toEqual([width, 640]);
    for (const id of ['leave', 'people-count', 'search-open', 'message']) {
      const box = await page.locator(`#${id}`).boundingBox();
      expect([id, box && box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= 640]).toEqual([
        id,
        true,
      ]);
    }
    const current = await page.locator('#rooms [aria-current]').boundingBox();
    const list = await page.locator('.rooms').boundingBox();
    expect(current && list && current.x + current.width <= list.x + list.width).toBe(true);
    expect(current && list && current.y + current.height <= list.y + list.height).toBe(true);
  });

  it('moves nothing for those who want that', async () => {
    const { page } = await browser.visit(app.url, { reducedMotion: 'reduce' });
    await until('The page is there', () => page.locator('#enter-button').isVisible());
    const durations = await page.evaluate(
      `[...document.querySelectorAll('*')].map((element) => getComputedStyle(element).transitionDuration)`,
    );
    expect(new Set(durations as string[])).toEqual(new Set(['0s']));
  });
});
