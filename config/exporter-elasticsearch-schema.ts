import { z } from 'zod';
import { eachOnce } from './each-once.ts';

/** How Elasticsearch lets a data stream, an alias or an index be called. */
const indexName = z
  .string()
  .max(255)
  .regex(/^[a-z0-9.][a-z0-9._-]*$/, 'a name as logs-chat.app-lab, without wildcards');

/**
 * As whom the exporter asks Elasticsearch, and of what. The user, or the key, needs the rights of the role `gapwatch-exporter`:
 * `monitor`, of the cluster and of the indices.
 */
export const elasticsearchSchema = z
  .strictObject({
    user: z.string().min(1).optional(),
    passwordFile: z.string().min(1).optional(),
    /** Holds an API key as Elasticsearch gives it out, `encoded`; in the place of user and password. */
    apiKeyFile: z.string().min(1).optional(),
    /** Certificates, as PEM, of who signed that of Elasticsearch, where this machine does not trust them. */
    caFile: z.string().min(1).optional(),
    /**
     * Data streams, aliases and indices whose documents and size are told. Where it is absent: the data streams of the chat and of each
     * service of `logs.services`, and the index of the search.
     */
    indices: z
      .array(indexName)
      .max(20)
      .superRefine(eachOnce([], (one: string) => one))
      .optional(),
  })
  .superRefine(({ user, passwordFile, apiKeyFile }, { addIssue }) => {
    if ((user === undefined) !== (passwordFile === undefined)) {
      const path = user === undefined ? 'user' : 'passwordFile';
      addIssue({ code: 'custom', path: [path], message: 'both user and passwordFile, or neither' });
    }
    if (user !== undefined && apiKeyFile !== undefined) {
      addIssue({ code: 'custom', path: ['apiKeyFile'], message: 'either a user or an API key' });
    }
  });
