import type { Benchmark } from './benchmark.ts';
import { priceOfChat } from './price/chat-price.ts';
import { priceOfRoute } from './price/route-price.ts';

/** What it costs to be watched. */
export const price: Benchmark = {
  name: 'price',
  question:
    'What do metrics, scraped every 5 s, and the shipping of logs to Elasticsearch cost the chat beside the same chat without them, and request metrics a bare express route beside none and beside express-prom-bundle? Processor time of the processes themselves; both chats at the same time, the routes in turn.',
  run: async (say) => [...(await priceOfRoute(say)), ...(await priceOfChat(say))],
};
