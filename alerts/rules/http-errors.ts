import { httpMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { type Match, select } from '../../metrics/promql/selector.ts';
import { type Alert, alert, type Runbook } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { ask } from '../commands/ask.ts';
import { logOf, restart } from '../commands/part.ts';
import { sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import type { DrillName } from '../drills.ts';
import { humanizePercentage } from '../humanize.ts';
import { both } from '../joined.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { rising, type Samples, series, steady } from '../series.ts';
import type { Target } from '../series-name.ts';
import { partAndRest } from '../share.ts';
import { chat } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** A restart of MySQL or a worker is over by then. */
const lasting = minutes(5);

const window = minutes(5);

/** Routes of searches: without them people still talk, come and go. */
const searchRoutes = ['/board/search', '/board/likesearch', '/board/fulltextsearch'] as const;

/** What tells the two alerts apart: whom they call and what to do; the rest is the same. */
interface Kind {
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  readonly drill: DrillName;
  readonly routes: Match<string>;
  /** A route of that kind, and one that is not. */
  readonly examples: { readonly own: string; readonly other: string };
  readonly runbook: Pick<Runbook, 'impact' | 'mitigation'> & { readonly looks: Runbook['diagnosis'] };
}

const errorsOf = ({ name, severity, drill, routes, examples, runbook }: Kind, config: Config): Alert => {
  const { httpErrorRatio, httpErrorCount } = limitsOf(config);
  const by = { by: ['job', 'route'] } as const;
  const failed = sum(increase(select(httpMetrics.requests, { route: routes, status_class: '5xx' }), window), by);
  const ratio = divide(failed, sum(increase(select(httpMetrics.requests, { route: routes }), window), by));
  const limit = humanizePercentage(httpErrorRatio.value);
  /** The answers of a route, by class. */
  const answers = (target: Target, route: string, ok: Samples, failing: Samples) => [
    series(httpMetrics.requests, { ...target, method: 'GET', route, status_class: '2xx' }, ok),
    series(httpMetrics.requests, { ...target, method: 'GET', route, status_class: '5xx' }, failing),
  ];
  return alert({
    name,
    severity,
    expr: both(isAbove(ratio, httpErrorRatio), isAbove(failed, httpErrorCount)),
    for: lasting,
    summary: ({ job, route }) => `More than ${limit} of the requests for ${route} of ${job} fail`,
    description: ({ job, route }, { percentage }) =>
      `${percentage} of the requests for ${route} of ${job} are answered with 5xx, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Server errors by route'),
    consequenceOf: [mysqlDown],
    drill,
    runbook: {
      meaning: `More than ${limit} of the requests for a route, and more than ${httpErrorCount.value} within 5 minutes, were answered with 5xx: a fault of ours, not of who asked.`,
      impact: runbook.impact,
      diagnosis: [
        { says: 'Which routes?', query: ratio },
        ...runbook.looks,
        {
          says: 'Which requests, and with which error? In Kibana the lines with the same http.request.id tell all of one.',
          run: appLog({ 'http.response.status_code': { atLeast: 500 } }),
        },
        { says: 'What else has the service to complain of?', run: appLog({ 'log.level': 'error' }) },
      ],
      mitigation: runbook.mitigation,
    },
    tests: {
      scenes: [
        {
          when: 'a route fails',
          labels: { job: 'chat', route: examples.own },
          given: (target, course) => {
            const { part, rest } = partAndRest(course, {
              share: httpErrorRatio,
              count: 'httpErrorCount',
              within: window,
            });
            return answers(target, examples.own, rest, part);
          },
        },
      ],
      quiet: [
        {
          when: 'a route fails that is of another alert',
          given: answers(chat, examples.other, steady(7, minutes(20)), rising(10, minutes(20))),
          at: minutes(15),
        },
        {
          when: 'nobody asks',
          given: answers(chat, examples.own, steady(7, minutes(20)), steady(0, minutes(20))),
          at: minutes(15),
        },
      ],
    },
  });
};

/** Pages when people cannot come in or read: routes other than those of searches fail. */
export const httpErrors = (config: Config): Alert =>
  errorsOf(
    {
      name: 'HttpErrors',
      severity: 'page',
      drill: 'lock-tables',
      routes: { noneOf: searchRoutes },
      examples: { own: '/chat/chatlog', other: '/board/search' },
      runbook: {
        impact:
          'By route: /auth/guest: nobody new can come in. /chat/chatlog: people who come back miss what was said meanwhile. /: they get no page.',
        looks: ['Alert PoolWait fires as well, or MessageErrors: it is MySQL, begin there.'],
        mitigation: ['Mend MySQL if it is the cause.', 'Roll back the latest deploy if it began with it.'],
      },
    },
    config,
  );

/** A ticket when searches fail: people can still talk. */
export const searchErrors = (config: Config): Alert =>
  errorsOf(
    {
      name: 'SearchErrors',
      severity: 'ticket',
      drill: 'kill-elasticsearch',
      routes: { anyOf: searchRoutes },
      examples: { own: '/board/search', other: '/chat/chatlog' },
      runbook: {
        impact: 'People find nothing, and are told that the search is away. Sending and reading go on.',
        looks: [
          {
            says: '/board/search alone: Elasticsearch is away or refuses; its answers are 503 and say so. Does it run, and is it not red?',
            run: ask('elasticsearch', '/_cluster/health?pretty'),
          },
          { says: 'Why does it not, or refuse?', run: logOf('elasticsearch', 'error|exception|heap|watermark|fatal') },
          {
            says: '/board/likesearch or /board/fulltextsearch: MySQL fails or is too slow. Which statements run, and for how long?',
            run: sql('SHOW FULL PROCESSLIST', 'administrator'),
          },
        ],
        mitigation: [
          { says: 'Start Elasticsearch again. The index catches up by itself.', run: restart('elasticsearch') },
          { says: 'Give it room, if a disk is nearly full.', run: ask('elasticsearch', '/_cat/allocation?v') },
          'Roll back the latest deploy if it began with it.',
        ],
      },
    },
    config,
  );
