import type { Rule } from '../rule.ts';
import { isPromql } from '../selectors.ts';

/** Grafana's number for asking again whenever the time range changes. */
const onTimeRangeChange = 2;

/** The reader chooses jobs and instances, all of them at first. */
export const targetVariables: Rule = ({ templating }) =>
  ['job', 'instance'].flatMap((name) => {
    const where = `variable ${name}`;
    const variable = templating.list.find((one) => one.name === name);
    if (!variable) return [{ where, message: 'it is missing; add a query variable of that name.' }];
    const query = typeof variable.query === 'string' ? variable.query : '';
    const [, series = '', label] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
    const faults: [boolean, string][] = [
      [variable.type !== 'query', 'make it a query variable.'],
      [variable.datasource?.uid !== `\${datasource}`, 'let it ask the chosen data source.'],
      [variable.label?.toLowerCase() !== name, 'label it Job or Instance, as its name.'],
      [!variable.multi || !variable.includeAll, 'let several and all be chosen.'],
      [variable.allValue !== '.+', 'let all stand for .+, which also matches what came later.'],
      [variable.refresh !== onTimeRangeChange, 'refresh it when the time range changes (2).'],
      [label !== name || !isPromql(series), `make its query label_values(series, ${name}).`],
    ];
    return faults.flatMap(([wrong, message]) => (wrong ? [{ where, message }] : []));
  });
