import { chosenOf, legendLabels } from './classic-dashboard.ts';
import { asksPrometheus, type Choices } from './data-source.ts';
import { itemsOf, membersOf, textOf } from './json.ts';
import type { Question, Questions } from './question.ts';
import { variableQuestion } from './variable-question.ts';

type Members = Readonly<Record<string, unknown>>;

/** A query of version 2: its kind of data source, and what it asks. The first drafts had the kind where its group is now. */
const queryOf = (query: unknown): { readonly kind: unknown; readonly asks: Members } => {
  const { kind, group, datasource, spec } = membersOf(query);
  const type = textOf(group) || (kind === 'DataQuery' ? '' : textOf(kind));
  return { kind: type ? { type } : textOf(membersOf(datasource).name), asks: membersOf(spec) };
};

const questionsOf = ({ title, id, data }: Members, choices: Choices): Question[] =>
  itemsOf(membersOf(membersOf(data).spec).queries)
    .map((one) => membersOf(membersOf(one).spec))
    .flatMap(({ refId, query }) => {
      const { kind, asks } = queryOf(query);
      if (textOf(asks.expr).trim() === '' || !asksPrometheus(kind, undefined, choices)) return [];
      return [
        {
          where: `panel ${textOf(title) ? `"${textOf(title)}"` : String(id ?? '')}, query ${textOf(refId) || '?'}`,
          expr: textOf(asks.expr),
          labels: legendLabels(asks.legendFormat),
        },
      ];
    });

/** What a dashboard asks in the form of Grafana's resources, version 2: elements and a layout apart. */
export const newQuestions = (spec: Members): Questions => {
  const elements = Object.values(membersOf(spec.elements)).map(membersOf);
  const variables = itemsOf(spec.variables).map((one) => ({
    kind: textOf(membersOf(one).kind),
    ...membersOf(membersOf(one).spec),
  }));
  const choices: Choices = new Map(
    variables
      .filter(({ kind }) => kind === 'DatasourceVariable')
      .map((one: Members) => [textOf(one.name), textOf(one.pluginId)]),
  );
  const marks = itemsOf(spec.annotations).map((one) => membersOf(membersOf(one).spec));
  return {
    questions: [
      ...elements.filter(({ kind }) => kind === 'Panel').flatMap((one) => questionsOf(membersOf(one.spec), choices)),
      ...variables
        .filter(({ kind }) => kind === 'QueryVariable')
        .flatMap((one: Members) => {
          const { kind, asks } = queryOf(one.query);
          return asksPrometheus(kind, undefined, choices)
            ? variableQuestion(
                textOf(one.name),
                textOf(asks.query) || textOf(asks.__legacyStringValue) || textOf(asks.expr),
              )
            : [];
        }),
      ...marks.flatMap(({ name, query }) => {
        const { kind, asks } = queryOf(query);
        const expr = textOf(asks.expr);
        return expr && asksPrometheus(kind, undefined, choices)
          ? [{ where: `annotation ${textOf(name)}`, expr, labels: [] }]
          : [];
      }),
    ],
    variables: variables.map(({ kind, ...one }: Members & { readonly kind: string }) => ({
      name: textOf(one.name),
      type: kind.replace(/Variable$/, '').toLowerCase(),
      current: chosenOf(one.current),
    })),
    notMade: elements
      .filter(({ kind }) => kind === 'LibraryPanel')
      .map(({ spec: panel }) => {
        const { title, libraryPanel } = membersOf(panel);
        const name = textOf(membersOf(libraryPanel).name) || textOf(title);
        return `panel "${textOf(title)}": not checked, for the library panel ${name} is not in the file; export it with its library panels.`;
      }),
  };
};
