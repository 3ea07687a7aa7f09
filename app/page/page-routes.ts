import type { Request, RequestHandler, Response } from 'express';
import type { Page, PageFile } from './page-files.ts';
import { pagePolicy } from './policy.ts';

/** Those are named by what is in them, and so never change. */
const forEver = 'public, max-age=31536000, immutable';

/** Sends a file, zipped where the browser takes that; to one that has it already, just that. */
const send = (request: Request, response: Response, { type, body, zipped, hash }: PageFile): void => {
  const zip = request.acceptsEncodings('gzip') === 'gzip';
  response.vary('Accept-Encoding').set({ 'Content-Type': type, ETag: `"${hash}${zip ? '-gzip' : ''}"` });
  if (zip) response.set('Content-Encoding', 'gzip');
  response.send(zip ? zipped : body);
};

/** GET /: the page for a browser, and a few words for a program. */
const sendPage =
  (page: Page, words: string): RequestHandler =>
  (request, response) => {
    response.vary('Accept');
    // Whoever takes anything is no browser.
    if (request.accepts(['text', 'html']) !== 'html') {
      response.type('text/plain').send(words);
      return;
    }
    response.set({ 'Content-Security-Policy': pagePolicy, 'Cache-Control': 'no-cache' });
    send(request, response, page.html);
  };

/** GET /page/:build/:file: the files that the page is made of. */
const sendPageFile =
  (page: Page): RequestHandler<{ build: string; file: string }> =>
  (request, response, next) => {
    const { build, file } = request.params;
    const found = page.files.get(file);
    if (found === undefined) return next();
    // While two builds run side by side, a page of one may ask the other: what it gets is not to be kept under that name.
    response.set('Cache-Control', build === page.build ? forEver : 'no-store');
    send(request, response, found);
  };

/**
 * The routes of the page. They cost next to nothing, and people behind one address open it together: no limit is for them.
 * @param words what `/` says to a program
 */
export const pageRoutes = (page: Page, words: string) =>
  [
    { method: 'GET', path: '/', handler: sendPage(page, words) },
    { method: 'GET', path: '/page/:build/:file', handler: sendPageFile(page) },
  ] as const;
