import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { min } from '../../metrics/promql/aggregate.ts';
import { secondsUntil } from '../../metrics/promql/constant.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { certificateFile, servedCertificate } from '../commands/files.ts';
import { logOf } from '../commands/part.ts';
import { isBelow } from '../condition.ts';
import { humanizeDuration } from '../humanize.ts';
import { type Limit, limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series } from '../series.ts';
import { chat } from './example-targets.ts';

/** What renews certificates may be about to do it. */
const lasting = minutes(10);

const left = secondsUntil(min(select(chatMetrics.certificateNotAfter), { by: ['job', 'instance'] }));

/** What tells the two alerts apart. */
interface Kind {
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  /** Seconds that are left. */
  readonly limit: Limit<'certificateSeconds' | 'certificateUrgentSeconds'>;
  /** The one that tells of the same certificate later, and louder. */
  readonly urgent?: Alert;
}

const expiry = ({ name, severity, limit, urgent }: Kind, { app: { tls } }: Config): Alert => {
  const least = humanizeDuration(limit.value);
  return alert({
    name,
    severity,
    expr: isBelow(left, limit),
    for: lasting,
    summary: ({ instance }) => `The certificate of ${instance} expires in less than ${least}`,
    description: ({ instance }, { duration }) =>
      `The certificate that ${instance} shows expires in ${duration}, less than ${least}. Below zero it has expired.`,
    panel: chatPanel('Certificate expires in'),
    consequenceOf: urgent ? [{ alert: urgent, same: ['job', 'instance'] }] : [],
    drill: 'short-certificate',
    runbook: {
      meaning: `The service shows a certificate that browsers refuse in less than ${least}: whatever renews it has not done so, or its new files are not taken.`,
      impact: 'None yet. Once it has expired browsers refuse to open the page, and sockets do not connect again.',
      diagnosis: [
        { says: 'How many seconds are left, by machine?', query: left },
        ...(tls
          ? [
              { says: 'Which certificate does it show, and until when is it valid?', run: servedCertificate },
              {
                says: 'Is the file itself old? Then the renewal fails; see its own log.',
                run: certificateFile(tls.certFile),
              },
            ]
          : []),
        {
          says: 'Is the file new? The primary tells why it refused it.',
          run: logOf('app', 'certificate'),
        },
      ],
      mitigation: [
        'Renew the certificate into the files that `app.tls` names. The service takes them within seconds, without a restart and without dropping anybody.',
        'Correct what the log of the primary says of the new files.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'nobody renews it',
          labels: chat,
          given: (target, course) => [
            series(
              chatMetrics.certificateNotAfter,
              target,
              course.clock((left) => -left[limit.name]),
            ),
          ],
        },
      ],
    },
  });
};

/** Pages when the certificate expires within days. */
export const certificateExpiryUrgent = (config: Config): Alert =>
  expiry(
    { name: 'CertificateExpiryUrgent', severity: 'page', limit: limitsOf(config).certificateUrgentSeconds },
    config,
  );

/** A ticket when the certificate expires within weeks. */
export const certificateExpiry = (config: Config): Alert =>
  expiry(
    {
      name: 'CertificateExpiry',
      severity: 'ticket',
      limit: limitsOf(config).certificateSeconds,
      urgent: certificateExpiryUrgent(config),
    },
    config,
  );
