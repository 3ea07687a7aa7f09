import type { IncomingHttpHeaders } from 'node:http';
import type { Format } from '../../metrics/exposition/format.ts';
import { scrapeBudgetMs } from '../engine/scrape-budget.ts';
import { chooseFormat, contentTypeOf, takesGzip } from './negotiation.ts';
import type { Reply } from './route.ts';

/** How a scrape wants its page, and how long it waits for it. */
export interface WantedPage {
  readonly format: Format;
  readonly zip: boolean;
  /** Milliseconds. */
  readonly budgetMs: number;
}

/** Reads what a scrape's headers say of the page that it wants. */
export const readWantedPage = (headers: IncomingHttpHeaders): WantedPage => ({
  format: chooseFormat(headers.accept),
  zip: takesGzip(headers['accept-encoding']?.toString()),
  budgetMs: scrapeBudgetMs(headers['x-prometheus-scrape-timeout-seconds']?.toString()),
});

/** The reply with a page that was made as it was wanted. */
export const pageReply = ({ format, zip }: WantedPage, body: Reply['body']): Reply => ({
  status: 200,
  headers: {
    'content-type': contentTypeOf(format),
    vary: 'Accept, Accept-Encoding',
    ...(zip && { 'content-encoding': 'gzip' }),
  },
  body,
});
