/** Functions that Prometheus' templates know, Go's own and its own. */
const functions = new Set(
  (
    'and call html index slice js len not or print printf println urlquery eq ge gt le lt ne ' +
    'query first label value sortByLabel humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp toTime ' +
    'title toUpper toLower stripPort match reReplaceAll graphLink tableLink parseDuration parseDurationTime stripDomain urlQueryEscape ' +
    'args tmpl safeHtml externalURL pathPrefix now strvalue toDuration'
  ).split(' '),
);

const opening = ['if', 'range', 'with', 'define', 'block'];
const words = new Set([...opening, 'else', 'end', 'template', 'break', 'continue', 'true', 'false', 'nil']);

/** The actions of a template without the texts in them, which may hold anything. */
const actionsOf = (template: string): string[] =>
  [...template.matchAll(/\{\{-?((?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^}"`]|\}(?!\}))*)\}\}/g)].map(([, action = '']) =>
    action.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '""').replace(/\/\*.*?\*\//gs, ''),
  );

const blocksLeft = (actions: readonly string[]): number =>
  actions.reduce((left, action) => {
    const [word = ''] = action.trim().split(/\s/);
    if (word === 'end') return left - 1;
    return opening.includes(word) ? left + 1 : left;
  }, 0);

/**
 * Why Prometheus could not fill a template in, a few words each.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
 */
export const faultsOfTemplate = (template: string): string[] => {
  const actions = actionsOf(template);
  if ((template.match(/\{\{/g)?.length ?? 0) > actions.length) return ['{{ has no }}'];
  const called = actions.flatMap((action) => action.match(/(?<![\w.$])[a-zA-Z]\w*(?!\w)/g) ?? []);
  const unknown = [...new Set(called)].filter((name) => !functions.has(name) && !words.has(name));
  const left = blocksLeft(actions);
  return [
    ...unknown.map((name) => `there is no function ${name}`),
    ...(left > 0 ? ['an if, range or with has no end'] : left < 0 ? ['an end ends nothing'] : []),
  ];
};

/** The labels that a template tells, and whether it tells the value. */
export const fieldsOfTemplate = (template: string): { readonly labels: string[]; readonly hasValue: boolean } => {
  const actions = actionsOf(template);
  const labels = actions.flatMap((action) =>
    [...action.matchAll(/(?:\$labels|\.Labels)\.(\w+)/g)].map(([, label = '']) => label),
  );
  return {
    labels: [...new Set(labels)],
    hasValue: actions.some((action) => /\$value\b|(?<!\w)\.Value\b/.test(action)),
  };
};
