import { execa } from 'execa';
import { z } from 'zod';

/** Milliseconds that the registry may take, repeats of npm's own included. */
const patience = 60_000;

const serious = ['high', 'critical'] as const;

const report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
});

/** What npm prints where the registry refused or could not be reached; of its own errors it prints another form. */
const unanswered = z.object({ message: z.string() });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * `npm run audit`: fails when the registry knows a high or critical fault of an installed package, of which it prints a line
 * each. A registry that does not answer the question is no failure, but one line says that nothing was checked.
 */
const audit = async (): Promise<number> => {
  const { stdout, stderr, timedOut } = await execa(
    'npm',
    ['audit', '--json', '--fetch-retries=1', '--fetch-timeout=20000'],
    {
      reject: false,
      timeout: patience,
    },
  );
  const answer = parse(stdout);
  const found = report.safeParse(answer);
  if (!found.success) {
    const refused = unanswered.safeParse(answer);
    if (!timedOut && !refused.success) {
      console.log(`npm audit did not work: ${(stdout || stderr).trim()}`);
      return 1;
    }
    const reason = refused.success ? refused.data.message.split('\n')[0] : `no answer within ${patience / 1e3} s`;
    console.log(`npm audit: the registry does not answer it (${reason}); nothing was checked.`);
    return 0;
  }
  const all = Object.entries(found.data.vulnerabilities);
  const bad = all.filter(([, { severity }]) => serious.some((level) => level === severity));
  for (const [name, { severity, via }] of bad) {
    const why = via.map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} (${one.url})`)).join('; ');
    console.log(`npm audit: ${name}: ${severity}: ${why}`);
  }
  console.log(`npm audit: ${bad.length} high or critical, ${all.length - bad.length} lesser.`);
  return bad.length > 0 ? 1 : 0;
};

process.exitCode = await audit();
