import type { BrowserContextOptions, Locator } from 'playwright-core';
import type { TestBrowser, Visitor } from './start-browser.ts';

/** A person who chats by the page. */
export interface ChatVisitor extends Visitor {
  /** The texts of the messages that the log shows, the oldest first; those of one's own that are on their way too. */
  readonly texts: () => Promise<string[]>;
  readonly field: Locator;
  readonly say: (text: string) => Promise<void>;
  /** Waits until the log shows a message of just this text. */
  readonly sees: (text: string) => Promise<void>;
}

/** Names somebody in the form that the page begins with, and waits until the room is open. */
export const enterChat = async (visitor: Visitor, name: string): Promise<ChatVisitor> => {
  const { page } = visitor;
  await page.locator('#name').fill(name);
  await page.keyboard.press('Enter');
  // The count is told to whoever has joined.
  await page.locator('#people-count', { hasText: /\d/ }).waitFor();
  await page.locator('#log-state:not(:empty), #older:not([hidden])').first().waitFor({ state: 'attached' });
  const field = page.locator('#message');
  return {
    ...visitor,
    field,
    texts: () => page.locator('#lines .text').allTextContents(),
    async say(text) {
      await field.fill(text);
      await field.press('Enter');
    },
    sees: (text) => page.locator('#lines .text').getByText(text, { exact: true }).first().waitFor(),
  };
};

/** Opens the page for somebody new, and enters. */
export const visitChat = async (
  browser: TestBrowser,
  url: string,
  name: string,
  options?: BrowserContextOptions,
): Promise<ChatVisitor> => enterChat(await browser.visit(url, options), name);
