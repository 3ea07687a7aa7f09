import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { alertGroups } from './alerts.ts';

const teamsOf = (teams: { name: string; owns?: string[] }[]) =>
  new Map(
    alertGroups(parseConfig({ teams }, 'gapwatch.config.ts')).flatMap(({ alerts }) =>
      alerts.map(({ name, team }) => [name, team] as const),
    ),
  );

it('gives each alert to the team that names it, else to that of its group, else to the first', () => {
  const found = teamsOf([
    { name: 'chat', owns: ['BackupMismatch'] },
    { name: 'data', owns: ['MySQLDown', 'capacity'] },
  ]);
  expect(found.get('MySQLDown')).toBe('data');
  expect(found.get('TableNearCap')).toBe('data');
  expect(found.get('BackupMismatch')).toBe('chat');
  expect(found.get('NoWorkers')).toBe('chat');
});

it('gives all to the only team', () => {
  expect(new Set(teamsOf([{ name: 'all' }]).values())).toEqual(new Set(['all']));
});

it('refuses what a team cannot own', () => {
  expect(() => teamsOf([{ name: 'chat' }, { name: 'data', owns: ['capacity', 'MySqlDown'] }])).toThrow(
    /^teams\[1\]\.owns\[1\] is "MySqlDown", expected an alert, as SloBurn6h, or a group of them: objectives, availability, saturation, .+\.$/,
  );
});
