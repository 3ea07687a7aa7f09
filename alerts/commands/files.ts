import type { Config } from '../../config/load-config.ts';
import { reach } from './address.ts';
import { type Look, quote } from './command.ts';
import { inside } from './part.ts';

/** Whether the disk of the spool has room. */
export const spoolDisk: Look = inside('app', ({ logs }) => `df -h ${quote(logs.spool)}`);

/** The newest of the log lines that were put aside, each with the reason. */
export const deadLetters: Look = inside(
  'app',
  ({ logs }) =>
    `find ${quote(logs.spool)} -path '*/dead-letters/*' -exec tail -n 3 {} + | grep . || echo 'No line is put aside.'`,
);

const dates = 'openssl x509 -noout -subject -enddate';

/** Until when the certificate is valid that the service shows now. */
export const servedCertificate: Look = {
  where: 'anywhere',
  changes: false,
  shell(config: Config) {
    const { host, port } = reach(config, config.app);
    return `openssl s_client -connect ${host}:${port} </dev/null 2>/dev/null | ${dates}`;
  },
};

/** Until when a certificate in a file is valid. */
export const certificateFile = (file: string): Look => inside('app', `${dates} -in ${quote(file)}`);
