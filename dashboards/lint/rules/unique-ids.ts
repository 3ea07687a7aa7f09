import { type Fault, placeOf, type Rule } from '../rule.ts';

const repeated = <T>(values: readonly T[]): T[] => values.filter((value, i) => values.indexOf(value) !== i);

/** Links lead to panels by id, overrides and expressions to queries by refId: each must mean one thing. */
export const uniqueIds: Rule = ({ panels }) => {
  const ids = repeated(panels.map(({ id }) => id));
  const sameId = ids.map(
    (id): Fault => ({ where: `panel id ${id}`, message: 'two panels have it; rename one of them.' }),
  );
  const unset = panels
    .filter(({ id }) => id < 1)
    .map((panel): Fault => ({ where: placeOf(panel), message: 'it has no id above 0.' }));
  const sameRef = panels.flatMap((panel) =>
    repeated(panel.targets.map(({ refId }) => refId)).map(
      (refId): Fault => ({ where: placeOf(panel), message: `two of its queries are called ${refId || '(nothing)'}.` }),
    ),
  );
  return [...unset, ...sameId, ...sameRef];
};
