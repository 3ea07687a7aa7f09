import { z } from 'zod';

/** What of Logstash is the user's to decide. */
export const logstashSchema = z.strictObject({
  /**
   * How Logstash tells Elasticsearch who it is: not at all, by GAPWATCH_LOGSTASH_USER and GAPWATCH_LOGSTASH_PASSWORD, or by
   * GAPWATCH_LOGSTASH_API_KEY, each of its keystore or its environment. It sends an API key over https only.
   */
  login: z.enum(['none', 'password', 'api-key']).default('none'),
});

/** Refuses what Logstash would not start with. */
export const checkLogstash = (
  {
    logstash,
    urls,
  }: { readonly logstash: z.output<typeof logstashSchema>; readonly urls: { readonly elasticsearch: string } },
  { addIssue }: Pick<z.RefinementCtx, 'addIssue'>,
): void => {
  if (logstash.login !== 'api-key' || urls.elasticsearch.startsWith('https:')) return;
  addIssue({
    code: 'custom',
    path: ['logstash', 'login'],
    message: 'password where urls.elasticsearch is no https, over which alone Logstash sends an API key',
  });
};
