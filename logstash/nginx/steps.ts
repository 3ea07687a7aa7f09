import { type Condition, into, type Step } from '../steps/step.ts';
import { type abnormalAccess, type nginxLogFields, nginxLogStream } from './fields.ts';

type Field = (typeof nginxLogFields)[number]['name'] | `_tmp.${'time' | 'request' | 'address' | 'agent'}`;

/** nginx writes a dash where there is nothing. */
const dash = (field: Field): Step<Field> => ({
  do: 'when',
  if: { is: 'one of', field, values: ['-'] },
  steps: [{ do: 'remove', fields: [field] }],
});

/** Bytes that nginx would not write as they are; like that they can be decoded with the rest. */
const bytes = (field: Field): Step<Field> => ({
  do: 'replace',
  in: field,
  pattern: '\\\\x([0-9A-Fa-f]{2})',
  by: '%$1',
});

/** Nothing that was hidden by an encoding shall act where the text is shown. */
const harmless = (field: Field): Step<Field> => ({
  do: 'replace',
  in: field,
  pattern: '[\\x00-\\x1f\\x7f\\u0080-\\u009f]',
  by: ' ',
});

const abnormal = (rule: keyof typeof abnormalAccess, asked: Condition<Field>): Step<Field> => ({
  do: 'when',
  if: asked,
  steps: [{ do: 'append', into: 'rule.name', value: rule }],
});

const holding = (field: Field, ...texts: readonly string[]): Condition<Field> => ({ is: 'holding', field, texts });

const outcome = (value: string, asked: Condition<Field>): Step<Field> => ({
  do: 'when',
  if: asked,
  steps: [{ do: 'set', into: 'event.outcome', value }],
});

/** Routes of the three searches of FunGap's; what was searched for is the parameter keyword. */
const searches = ['/board/search', '/board/likesearch', '/board/fulltextsearch'];

/**
 * Takes a line of the combined format of nginx (and of Apache) apart. A line that is none keeps its text, and a request that is
 * none its line. Nothing is dropped.
 * @see https://nginx.org/en/docs/http/ngx_http_log_module.html
 */
export const nginxSteps: readonly Step<Field>[] = [
  { do: 'remove', fields: ['agent', 'input', 'tags', '@version', 'event.original'] },
  { do: 'set', into: 'event.dataset', value: nginxLogStream.dataset },
  // Where the line stands tells it from one that says the same.
  {
    do: 'when',
    if: { is: 'there', field: 'log.offset' },
    steps: [{ do: 'fingerprint', from: ['host.name', 'log.file.path', 'log.offset', 'message'], into: 'event.id' }],
  },
  {
    do: 'grok',
    from: 'message',
    patterns: [
      [
        '^',
        into('client.address', 'NOTSPACE'),
        ' %{NOTSPACE} ',
        // A user's name may hold blanks.
        into('user.name', 'DATA'),
        ' \\[',
        into('_tmp.time', 'HTTPDATE'),
        '\\] "',
        into('_tmp.request', 'QUOTED'),
        '" ',
        into('http.response.status_code', 'STATUS', true),
        ' (?:',
        into('http.response.body.bytes', 'NONNEGINT', true),
        '|-) "',
        into('http.request.referrer', 'QUOTED'),
        '" "',
        into('user_agent.original', 'QUOTED'),
        '"',
      ],
    ],
    definitions: {
      // nginx writes a quotation mark as \x22, Apache as \".
      QUOTED: '(?>[^"\\\\]+|\\\\.)*',
      STATUS: '[1-9][0-9]{2}',
    },
  },
  { do: 'set', into: 'event.kind', value: 'event' },
  {
    do: 'when',
    if: { is: 'missing', field: 'client.address' },
    steps: [{ do: 'set', into: 'event.kind', value: 'pipeline_error' }],
  },
  dash('user.name'),
  dash('http.request.referrer'),
  dash('user_agent.original'),
  { do: 'date', from: '_tmp.time', format: 'dd/MMM/yyyy:HH:mm:ss Z', into: '@timestamp' },

  {
    do: 'grok',
    from: '_tmp.request',
    patterns: [
      [
        '^',
        into('http.request.method', 'METHOD'),
        ' ',
        into('url.original', 'DATA'),
        '(?: HTTP/',
        into('http.version', 'VERSION'),
        ')?$',
      ],
    ],
    definitions: { METHOD: '[A-Za-z][A-Za-z_-]*', VERSION: '[0-9.]+' },
  },
  {
    do: 'grok',
    from: 'url.original',
    patterns: [
      ['^(?:https?://[^/?]*)?', into('url.path', 'UNTILQUERY'), '(?:\\?', into('url.query', 'GREEDYDATA'), ')?$'],
    ],
    definitions: { UNTILQUERY: '[^?]+' },
  },
  bytes('url.path'),
  { do: 'decode', in: 'url.path', plus: 'plus' },
  harmless('url.path'),
  bytes('url.query'),
  {
    do: 'when',
    if: { is: 'one of', field: 'url.path', values: searches },
    // Before the query is decoded: a keyword may hold an encoded ampersand.
    steps: [
      {
        do: 'grok',
        from: 'url.query',
        patterns: [['(?:^|&)keyword=', into('labels.search_term', 'VALUE')]],
        definitions: { VALUE: '[^&]+' },
      },
      { do: 'decode', in: 'labels.search_term', plus: 'blank' },
      harmless('labels.search_term'),
      { do: 'lowercase', in: 'labels.search_term' },
      { do: 'trim', in: 'labels.search_term' },
    ],
  },
  { do: 'decode', in: 'url.query', plus: 'blank' },
  harmless('url.query'),

  { do: 'userAgent', from: 'user_agent.original' },
  { do: 'grok', from: 'client.address', patterns: [['^', into('client.ip', 'IP'), '$']] },
  { do: 'geo', from: 'client.ip' },

  outcome('success', { is: 'below', field: 'http.response.status_code', number: 400 }),
  outcome('failure', { is: 'at least', field: 'http.response.status_code', number: 400 }),

  // Decoded twice: some hide what they want behind a second encoding.
  { do: 'copy', from: 'url.original', into: '_tmp.address' },
  bytes('_tmp.address'),
  { do: 'decode', in: '_tmp.address', plus: 'blank' },
  { do: 'decode', in: '_tmp.address', plus: 'blank' },
  { do: 'lowercase', in: '_tmp.address' },
  {
    do: 'when',
    if: { is: 'there', field: 'client.address' },
    steps: [abnormal('malformed', { is: 'missing', field: 'http.request.method' })],
  },
  abnormal('traversal', holding('_tmp.address', '../', '\\..', '/etc/passwd', '/etc/shadow', '/proc/self/')),
  abnormal(
    'injection',
    holding(
      '_tmp.address',
      ...['union select', 'union all select', "' or ", ' or 1=1', 'sleep(', 'benchmark(', 'information_schema'],
      ...['<script', 'javascript:', 'onerror=', 'jndi:', ';wget ', ';curl ', '|wget ', '/bin/sh'],
    ),
  ),
  abnormal(
    'probe',
    holding(
      '_tmp.address',
      ...['/.env', '/.git', '/.aws', '/.ssh', '.php', '.asp', '.jsp', '/cgi-bin', '/wp-', '/phpmyadmin', '/actuator'],
      ...['/solr/', '/boaform', '/hnap1', '/manager/html', '/vendor/', '/_ignition', '/owa/', '/server-status'],
    ),
  ),
  { do: 'copy', from: 'user_agent.original', into: '_tmp.agent' },
  { do: 'lowercase', in: '_tmp.agent' },
  abnormal(
    'scanner',
    holding('_tmp.agent', 'sqlmap', 'nikto', 'nmap', 'masscan', 'zgrab', 'nuclei', 'gobuster', 'dirbuster', 'jndi:'),
  ),
  abnormal('method', {
    is: 'none of',
    field: 'http.request.method',
    values: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  }),
  abnormal('refused', { is: 'number of', field: 'http.response.status_code', numbers: [401, 403, 429] }),
  abnormal('not_found', { is: 'number of', field: 'http.response.status_code', numbers: [404, 410] }),
  abnormal('server_error', { is: 'at least', field: 'http.response.status_code', number: 500 }),
];
