import { asksPrometheus, type Choices } from './data-source.ts';
import { itemsOf, membersOf, textOf } from './json.ts';
import type { Question, Questions, Variable } from './question.ts';
import { variableQuestion } from './variable-question.ts';

type Members = Readonly<Record<string, unknown>>;

/** Rows hold panels, and so did rows of rows once; nothing holds them deeper. */
const deepest = 4;

const panelsIn = (holder: Members, depth = 0): Members[] => {
  if (depth > deepest) return [];
  // Up to version 5 of Grafana panels stood in rows only.
  const inside = [...itemsOf(holder.rows), ...itemsOf(holder.panels)].map(membersOf);
  return inside.flatMap((one) => [
    ...(one.type === 'row' || one.type === undefined ? [] : [one]),
    // A library panel has no type of its own where it is only named.
    ...(one.type === undefined && one.libraryPanel !== undefined ? [one] : []),
    ...panelsIn(one, depth + 1),
  ]);
};

const placeOf = ({ title, id }: Members): string => `panel ${textOf(title) ? `"${textOf(title)}"` : String(id ?? '')}`;

/** Names of the labels in a legend: `{{pod}}`. */
export const legendLabels = (legend: unknown): string[] =>
  [...textOf(legend).matchAll(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g)].map(([, label = '']) => label);

const questionsOf = (panel: Members, choices: Choices): Question[] =>
  itemsOf(panel.targets)
    .map(membersOf)
    .filter(
      ({ expr, datasource }) => textOf(expr).trim() !== '' && asksPrometheus(datasource, panel.datasource, choices),
    )
    .map(({ refId, expr, legendFormat }) => ({
      where: `${placeOf(panel)}, query ${textOf(refId) || '?'}`,
      expr: textOf(expr),
      labels: legendLabels(legendFormat),
    }));

const variablesOf = (dashboard: Members): Members[] => itemsOf(membersOf(dashboard.templating).list).map(membersOf);

/** What is chosen of a variable, where that is one text. */
export const chosenOf = (current: unknown): string => {
  const { value } = membersOf(current);
  return typeof value === 'number' ? String(value) : textOf(value);
};

/**
 * What a dashboard asks in the form that Grafana exported for years: panels in rows, in closed rows or side by side, library
 * panels that came with it, variables and annotations.
 */
export const classicQuestions = (dashboard: Members): Questions => {
  const variables = variablesOf(dashboard);
  const choices: Choices = new Map(
    variables.filter(({ type }) => type === 'datasource').map(({ name, query }) => [textOf(name), textOf(query)]),
  );
  const library = membersOf(dashboard.__elements);
  const panels = panelsIn(dashboard).map((panel) => {
    const { uid, name, model } = membersOf(panel.libraryPanel);
    const found = model ?? membersOf(library[textOf(uid)]).model;
    return {
      panel: found === undefined ? panel : { ...membersOf(found), ...(textOf(panel.title) && { title: panel.title }) },
      missing: panel.libraryPanel !== undefined && found === undefined ? textOf(name) || textOf(uid) : undefined,
    };
  });
  const asked = variables.filter(
    ({ type, datasource }) => type === 'query' && asksPrometheus(datasource, undefined, choices),
  );
  const marks = itemsOf(membersOf(dashboard.annotations).list)
    .map(membersOf)
    .filter(({ datasource }) => asksPrometheus(datasource, undefined, choices));
  return {
    questions: [
      ...panels.flatMap(({ panel }) => questionsOf(panel, choices)),
      ...asked.flatMap(({ name, query, definition }) => variableQuestion(textOf(name), query ?? definition)),
      ...marks
        .map(({ name, expr, target }) => ({ name, expr: textOf(expr) || textOf(membersOf(target).expr) }))
        .filter(({ expr }) => expr.trim() !== '')
        .map(({ name, expr }) => ({ where: `annotation ${textOf(name)}`, expr, labels: [] })),
    ],
    variables: variables.map(
      ({ name, type, current }): Variable => ({ name: textOf(name), type: textOf(type), current: chosenOf(current) }),
    ),
    notMade: panels.flatMap(({ panel, missing }) =>
      missing === undefined
        ? []
        : [
            `${placeOf(panel)}: not checked, for the library panel ${missing} is not in the file; export it with its library panels.`,
          ],
    ),
  };
};
