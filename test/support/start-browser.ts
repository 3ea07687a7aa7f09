import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core';
import { chromium } from './chromium.ts';
import { findServer } from './start-service.ts';

/** Nothing that Chromium asks of the internet by itself, and no sandbox, which root cannot have. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A person at a browser of their own. */
export interface Visitor {
  readonly page: Page;
  /**
   * Everything that went wrong since the last call: errors of scripts and on the console, dialogs, requests to anywhere else,
   * and what the page's policy had to stop.
   */
  readonly faults: () => Promise<string[]>;
}

/** A Chromium under test. */
export interface TestBrowser {
  readonly browser: Browser;
  /** Opens a page for somebody new. */
  readonly visit: (url: string, options?: BrowserContextOptions) => Promise<Visitor>;
  readonly stop: () => Promise<void>;
}

/** Keeps what the policy stops where {@link Visitor.faults} finds it. */
const recordViolations = `
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
    globalThis.violations.push('violation of ' + effectiveDirective + ': ' + blockedURI + ' ' + sample);
  });`;

const open = async (browser: Browser, url: string, options: BrowserContextOptions): Promise<Visitor> => {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  // An element that is not there soon will not come.
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  const own = new URL(url).host;
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).host !== own) faults.push(`request: ${request.url()}`);
  });
  await page.addInitScript(recordViolations);
  await page.goto(url);
  return {
    page,
    async faults() {
      const violations = await page.evaluate<string[]>('globalThis.violations.splice(0)');
      return [...faults.splice(0), ...violations];
    },
  };
};

/** Starts a Chromium (about 1 s). */
export const startBrowser = async (): Promise<TestBrowser> => {
  const { path } = await findServer(chromium);
  const browser = await playwright.launch({ executablePath: path, args: flags });
  return {
    browser,
    visit: (url, options = {}) => open(browser, url, options),
    stop: () => browser.close(),
  };
};
