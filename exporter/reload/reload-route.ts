import { type Route, textReply } from '../http/route.ts';
import type { Reloader } from './reloader.ts';

/**
 * Makes `POST /-/reload`: 200 once the configuration counts, 500 with the reason where it was refused. A browser names the page
 * that asks by these headers, even with a plain form of another site, and is refused; programs send neither.
 * @see https://fetch.spec.whatwg.org/#origin-header
 */
export const makeReloadRoute = ({ reload }: Pick<Reloader, 'reload'>): Route => ({
  methods: ['POST', 'PUT'],
  async reply({ request: { headers } }) {
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) {
      return textReply(403, 'No web page may reload the configuration; ask by curl -X POST, or by SIGHUP.');
    }
    try {
      await reload();
      return textReply(200, 'The configuration was read again, and counts from now on.');
    } catch (error) {
      return textReply(500, error instanceof Error ? error.message : String(error));
    }
  },
});
