import { chatTable } from '../../exporter/chat-tables/families.ts';
import { mysqlServer } from '../../exporter/mysql/families.ts';
import type { Check } from './check.ts';

/** The exporter sees MySQL, and has counted the rows of every chat table. */
export const exporterAnswers: Check = {
  name: 'the exporter sees MySQL',
  needs: ['exporter', 'mariadb', 'app'],
  begin: (config) => async (signal) => {
    const response = await fetch(`http://${config.exporter.host}:${config.exporter.port}/metrics`, { signal });
    const lines = (await response.text()).split('\n');
    const sampleOf = (series: string) => lines.find((line) => line.startsWith(`${series} `))?.slice(series.length + 1);
    const up = sampleOf(mysqlServer.up.name);
    const rows = config.tables.map(({ name }) => ({ name, rows: sampleOf(`${chatTable.rows.name}{table="${name}"}`) }));
    const evidence = [
      `${mysqlServer.up.name} ${up ?? 'absent'}`,
      ...rows.map((table) => `${table.name} ${table.rows ?? 'absent'}`),
    ];
    return { there: up === '1' && rows.every((table) => table.rows !== undefined), evidence: evidence.join(', ') };
  },
};
