import { z } from 'zod';
import { applySchema } from './apply-schema.ts';
import { checkSchema } from './check-schema.ts';
import { teamSchema, workingHoursSchema } from './duty-schema.ts';
import { eachOnce } from './each-once.ts';
import { exporterSchema } from './exporter-schema.ts';
import { logsSchema } from './logs-schema.ts';
import { checkLogstash, logstashSchema } from './logstash-schema.ts';
import { checkNotifications } from './notification-check.ts';
import { platformSchema } from './platform-schema.ts';
import { mailSchema, receiverSchema } from './receivers-schema.ts';
import { host, name, port, target, url } from './schema-fields.ts';
import { slo } from './slo-schema.ts';
import { thresholdsSchema } from './thresholds.ts';

const origin = z
  .string()
  .refine(
    (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'an origin as https://chat.example',
  );

const tls = z.strictObject({
  /** The certificate and those between it and its root, as PEM. */
  certFile: z.string().min(1),
  /** The certificate's private key, as PEM. */
  keyFile: z.string().min(1),
});

const limit = z.int().min(1).max(1_000_000_000);

/**
 * What one person, or one address (an IPv6 network of 64 bits), may do in a window, on all workers together. A connection that
 * sends five times what a person may is cut off.
 */
const limits = z.strictObject({
  windowSeconds: z.int().min(1).max(3_600).default(10),
  /** Messages of a person. Nobody types two a second for long. */
  personMessages: limit.default(20),
  /** Other events of a person, understood or not. Coming into a room takes three. */
  personEvents: limit.default(100),
  /** Messages from an address. A school or an office has one; FunGap's load tests came from one too, with 1,000 in 10 s. */
  addressMessages: limit.default(1_000),
  /** Other events from an address: 400 people who come into a room at once, and half of them into another. */
  addressEvents: limit.default(2_000),
  /** Handshakes from an address, refused ones too: 400 people come back at once after a restart. */
  addressConnections: limit.default(500),
  /** Connections that an address may hold to each worker at a time. */
  addressSockets: limit.default(2_500),
  /** New guests from an address. Each is a row for a day, so that a lecture hall has to come within half a minute. */
  addressGuests: limit.default(200),
  /** HTTP requests from an address, of which a visitor makes two or three, those for the page's files aside. */
  addressRequests: limit.default(1_000),
  /** Searches from an address, each of which reads far more than it finds. */
  addressSearches: limit.default(200),
});

const app = z
  .strictObject({
    host: host.default('127.0.0.1'),
    /** Where people's browsers and sockets connect. */
    port: port.default(3000),
    /** Metrics and health of all workers, apart from the service. */
    metricsPort: port.default(3001),
    /** Where Prometheus finds the metrics of each replica, where there are several; else on this host and port. */
    metricsTargets: z.array(target).min(1).max(1_000).optional(),
    workers: z.int().min(1).max(64).default(2),
    mysqlUser: name.default('fungap'),
    /** `MYSQL_PASSWORD_FILE` in the environment wins. */
    mysqlPasswordFile: z.string().default('.lab/secrets/mysql-app'),
    /**
     * Holds the secret by which tokens are signed: at least 32 bytes. FunGap's own login signs by the same. To change it, write
     * the new one as a second line, and at SIGHUP tokens of both are taken; then as the first, which signs; a day later alone.
     * `APP_TOKEN_SECRET_FILE` in the environment wins.
     */
    tokenSecretFile: z.string().default('.lab/secrets/app-token'),
    limits: limits.prefault({}),
    /**
     * Proxies that stand before the service, each of which adds the address that it heard to `X-Forwarded-For`. With 0 that header
     * is believed of nobody; with more than there are, a client can claim to be anybody.
     */
    trustedProxies: z.int().min(0).max(10).default(0),
    /** Connections to MySQL that each worker may hold. */
    poolSize: z.int().min(1).max(1000).default(10),
    /** Serves https and wss; plain http and ws where it is absent. The files are read again when they change. */
    tls: tls.optional(),
    /** Origins of other sites whose pages may use the service; its own pages always may. */
    origins: z
      .array(origin)
      .max(100)
      .superRefine(eachOnce([], (one: string) => one))
      .default([]),
    /**
     * Lets clients that cannot hold a WebSocket ask for events again and again. All requests of one client must come to the
     * same process: that is so with one worker, and several machines need a balancer with sticky sessions.
     */
    longPolling: z.boolean().default(false),
  })
  .superRefine(({ longPolling, workers }, { addIssue }) => {
    if (!longPolling || workers === 1) return;
    addIssue({ code: 'custom', path: ['longPolling'], message: 'false where app.workers is above 1' });
  });

const table = z.strictObject({
  name,
  /** The AUTO_INCREMENT primary key. */
  idColumn: name.default('chat_id'),
  /** When the row was written. */
  timeColumn: name.default('createdAt'),
  /** Rows that the table may hold; absent where it may grow for ever. */
  capRows: z.int().min(1).optional(),
});

const retention = z.strictObject({
  /** Age from which a message of the live table belongs into the backup. */
  maxAgeDays: z.int().min(1).max(36_500).default(10),
  /** Messages that one room may hold in the live table; absent where only the whole table has a limit. */
  roomRows: z.int().min(1).optional(),
  /**
   * Share of the live table's capRows that a run leaves. The rest takes what people say until the next run, so that the cap
   * holds at all times, and is more than the alerts on a full table allow.
   */
  fillRatio: z.number().positive().max(1).default(0.75),
  /** From the start of one run to the start of the next. */
  intervalSeconds: z.int().min(1).max(3_600).default(60),
  /** Messages that are moved in one transaction. */
  chunkRows: z.int().min(1).max(500).default(500),
  /**
   * Pause after a transaction, as a multiple of the time that it took: a MySQL at work takes longer and gets longer pauses. 0
   * is as fast as possible, at the cost of the people who talk meanwhile.
   */
  pauseRatio: z.number().min(0).max(100).default(3),
});

const fields = z.strictObject({
  /** Name of the watched service, as Docker Swarm and the logs call it. */
  service: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'a lower-case name of letters, digits and hyphens')
    .default('fungap'),
  /** `service.environment` of the logs and namespace of their data stream. */
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'a lower-case word')
    .default('lab'),
  rooms: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(64)
    .superRefine(eachOnce([], (room: string) => room))
    .default(['I', 'E', 'F', 'T']),
  app: app.prefault({}),
  mysql: z
    .strictObject({
      host: host.default('127.0.0.1'),
      port: port.default(13306),
      database: name.default('fungap'),
    })
    .prefault({}),
  redis: z.strictObject({ host: host.default('127.0.0.1'), port: port.default(16379) }).prefault({}),
  exporter: exporterSchema.prefault({}),
  tables: z
    .array(table)
    .max(100)
    .superRefine(eachOnce(['name'], ({ name }) => name))
    .default([
      { name: 'chatlogs', idColumn: 'chat_id', timeColumn: 'createdAt', capRows: 20_000 },
      { name: 'chatlogBackups', idColumn: 'chat_id', timeColumn: 'createdAt' },
    ]),
  /** Where log lines wait, and how many. */
  logs: logsSchema.prefault({}),
  /** How Logstash is run, where lines come by it. */
  logstash: logstashSchema.prefault({}),
  /** When messages move from `chatlogs` to `chatlogBackups`, and how gently. */
  retention: retention.prefault({}),
  thresholds: thresholdsSchema.prefault({}),
  /** What the check may pass over, why and until when. */
  check: checkSchema.prefault({}),
  /** How all of it is run, for the commands of the runbooks. */
  platform: platformSchema.prefault({ kind: 'lab' }),
  /** Objectives of your own, besides those of the chat. */
  slos: z
    .array(slo)
    .max(20)
    .superRefine(eachOnce(['name'], ({ name }) => name))
    .default([]),
  /** Who is told of alerts. */
  receivers: z
    .array(receiverSchema)
    .min(1)
    .max(100)
    .superRefine(eachOnce(['name'], ({ name }) => name))
    .prefault([{ kind: 'webhook', name: 'inbox', url: 'http://127.0.0.1:19099/' }]),
  /** Where mail is handed in; needed for receivers of kind email. */
  mail: mailSchema.optional(),
  teams: z
    .array(teamSchema)
    .min(1)
    .max(100)
    .superRefine(eachOnce(['name'], ({ name }) => name))
    .prefault([{ name: 'chat' }]),
  /** When tickets are told; at any time where it is absent. Pages always are. */
  workingHours: workingHoursSchema.optional(),
  urls: z
    .strictObject({
      elasticsearch: url.default('http://127.0.0.1:19200'),
      /** Logstash's HTTP input, where logs.sink is logstash. */
      logstash: url.default('http://127.0.0.1:18080'),
      prometheus: url.default('http://127.0.0.1:19090'),
      alertmanager: url.default('http://127.0.0.1:19093'),
      grafana: url.default('http://127.0.0.1:13030'),
      kibana: url.default('http://127.0.0.1:15601'),
      /** Folder that alerts link their runbooks from; the alert's name and `.md` follow. */
      runbooks: url.default('http://127.0.0.1:19099/runbooks/'),
    })
    .prefault({}),
  /** Servers that `gapwatch apply` gives what is generated. */
  apply: applySchema.prefault({}),
});

/** What `gapwatch.config.ts` may say, with the default of everything that it may leave out. */
export const configSchema = fields.superRefine(checkNotifications).superRefine(checkLogstash);

/** A configuration as a user writes it: everything has a default. */
export type ConfigInput = z.input<typeof configSchema>;
