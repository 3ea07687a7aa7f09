import { execa } from 'execa';
import { ensureServers } from '../lab/ensure-servers.ts';
import { alertmanager } from '../lab/servers/alertmanager.ts';
import { prometheus } from '../lab/servers/prometheus.ts';
import { houseFindings } from './house/house-rules.ts';
import { sourceFiles } from './house/source-file.ts';

/** A step of `npm run check`; it prints what is wrong and says whether all is well. */
interface Step {
  readonly name: string;
  readonly run: () => Promise<boolean>;
}

const command =
  (file: string, ...args: readonly string[]): Step['run'] =>
  async () =>
    (await execa(file, args, { stdio: 'inherit', reject: false, preferLocal: true })).exitCode === 0;

const houseRules = async (): Promise<boolean> => {
  const findings = houseFindings(sourceFiles());
  for (const { file, message } of findings) console.log(`${file}: ${message}`);
  return findings.length === 0;
};

const steps: readonly Step[] = [
  { name: 'types', run: command('tsc', '--noEmit') },
  { name: 'types of the page', run: command('tsc', '--noEmit', '--project', 'app/page/browser') },
  {
    name: 'lint and formatting',
    run: command('biome', 'ci', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.'),
  },
  { name: 'unused code and dependencies', run: command('knip') },
  { name: 'house rules', run: houseRules },
  { name: 'generated files, rules, dashboards, rule tests', run: command(process.execPath, 'cli/main.ts', 'check') },
];

const { missing } = await ensureServers([prometheus, alertmanager], console.log);
for (const { reason } of missing) console.log(reason);
const failed: string[] = [];
for (const { name, run } of steps) {
  const began = performance.now();
  const well = await run();
  if (!well) failed.push(name);
  console.log(`${well ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}
if (failed.length > 0) console.log(`${failed.length} of ${steps.length} steps failed: ${failed.join(', ')}.`);
process.exitCode = failed.length > 0 ? 1 : 0;
