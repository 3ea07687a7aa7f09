import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { labPaths } from './lab-paths.ts';
import { partNames } from './parts.ts';
import { planLab, validateNames } from './plan.ts';

const plan = async (...without: string[]) => {
  const config = parseConfig({}, '/nowhere/gapwatch.config.ts');
  const said: string[] = [];
  const context = { config, configFile: 'gapwatch.config.ts', paths: labPaths(config), without };
  const { services, without: lacking } = await planLab(
    context,
    (line) => said.push(line),
    new AbortController().signal,
  );
  return { names: services.map(({ name }) => name), lacking, said };
};

it('leaves out also what needs a part that is left out, and says so', async () => {
  expect(await plan('mariadb', 'elasticsearch', 'alertmanager', 'prometheus')).toEqual({
    names: ['redis', 'exporter'],
    lacking: ['mariadb', 'elasticsearch', 'alertmanager', 'prometheus', 'app', 'people'],
    said: ['Without mariadb, app is left out as well.', 'Without app, people is left out as well.'],
  });
});

it('refuses to run nothing', async () => {
  await expect(plan(...partNames)).rejects.toThrow('Nothing is left for the lab to run; leave out less.');
});

it('refuses to do without what it does not have', () => {
  expect(() => validateNames(['redis', 'mysql', 'kafka'])).toThrow(
    '--without mysql, kafka: the lab has no such part; it has mariadb, redis, elasticsearch, app, exporter, alertmanager, prometheus, people and inbox.',
  );
});
