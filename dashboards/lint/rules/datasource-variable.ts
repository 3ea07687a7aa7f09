import type { Rule } from '../rule.ts';

/** The reader chooses the Prometheus, so that one dashboard serves every environment. */
export const datasourceVariable: Rule = ({ templating }) => {
  const variable = templating.list.find(({ type }) => type === 'datasource');
  const where = 'variable datasource';
  if (!variable) return [{ where, message: 'it is missing; add a variable of type datasource.' }];
  if (variable.name !== 'datasource' || variable.label !== 'Data source' || variable.query !== 'prometheus') {
    return [{ where, message: 'name it datasource, label it "Data source" and let it offer prometheus.' }];
  }
  return [];
};
