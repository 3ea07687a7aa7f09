import { z } from 'zod';
import { url } from './schema-fields.ts';

/** How `gapwatch diff` and `gapwatch apply` reach a server, and as whom. */
const connection = {
  /** Where this machine reaches its API; where absent, what `urls` says, which is for people's browsers. */
  url: url.optional(),
  /**
   * Holds what lets us in: a service account's token of Grafana, an API key of Elasticsearch or Kibana, a bearer token of what
   * stands before Prometheus or Alertmanager. The server's name and `_TOKEN_FILE` in the environment, as
   * `GRAFANA_TOKEN_FILE`, wins.
   */
  tokenFile: z.string().min(1).optional(),
  /** A user instead of a token. */
  user: z.string().min(1).optional(),
  /** The user's password. The server's name and `_PASSWORD_FILE` in the environment wins. */
  passwordFile: z.string().min(1).optional(),
  /** PEM of the authority that signed the server's certificate, where the system does not know it. */
  caFile: z.string().min(1).optional(),
};

interface Login {
  readonly tokenFile?: string | undefined;
  readonly user?: string | undefined;
  readonly passwordFile?: string | undefined;
}

/** Refuses what would do nothing. */
const oneLogin = ({ tokenFile, user, passwordFile }: Login, { addIssue }: z.RefinementCtx): void => {
  if (tokenFile !== undefined && user !== undefined) {
    addIssue({ code: 'custom', path: ['user'], message: 'none where tokenFile is given' });
  }
  if (passwordFile !== undefined && user === undefined) {
    addIssue({ code: 'custom', path: ['passwordFile'], message: 'none where no user is given' });
  }
};

const server = z.strictObject(connection).superRefine(oneLogin).optional();

/** The servers that `gapwatch diff` compares with what is generated, and `gapwatch apply` brings there. None is touched unless named. */
export const applySchema = z.strictObject({
  elasticsearch: server,
  kibana: z
    .strictObject({
      ...connection,
      /** The space that gets the objects; the default one where absent. */
      space: z
        .string()
        .regex(/^[a-z0-9_-]+$/, 'the identifier of a space, as in its address')
        .optional(),
    })
    .superRefine(oneLogin)
    .optional(),
  prometheus: z
    .strictObject({
      ...connection,
      /** Whether the whole configuration is ours; false where somebody else writes prometheus.yml, and only our rules are loaded. */
      wholeConfiguration: z.boolean().default(true),
    })
    .superRefine(oneLogin)
    .optional(),
  alertmanager: server,
  grafana: z
    .strictObject({
      ...connection,
      /** Also the data sources, under names and uids of their own. Needs an administrator's rights; others are never touched. */
      dataSources: z.boolean().default(false),
    })
    .superRefine(oneLogin)
    .optional(),
});
