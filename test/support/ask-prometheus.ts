import { z } from 'zod';

/** Collectors that dashboards show and that are off unless somebody asks for them. */
export const everyCollector = { elasticsearch: { enabled: true }, host: { enabled: true } } as const;

/** What Grafana fills in where everything is chosen; its interval is four of the scrapes that the data source tells it. */
export const filled = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__interval', '15s')
    .replace(/"\$\w+"/g, '".+"');

const answer = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.coerce.number()]) }),
    ),
  }),
});

/** One series of an answer, and its value. */
export type Series = z.output<typeof answer>['data']['result'][number];

/** Asks a Prometheus as Grafana would, for what is now. @throws ZodError for an answer that is an error, which it quotes */
export const makeAsk =
  (prometheus: string) =>
  async (expr: string): Promise<readonly Series[]> => {
    const body = new URLSearchParams({ query: filled(expr) });
    const response = await fetch(`${prometheus}/api/v1/query`, { method: 'POST', body });
    return answer.parse(await response.json()).data.result;
  };
