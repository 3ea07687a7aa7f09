/** A variable's query for the values of a label: of the series of a selector, or of all. */
export interface LabelQuery {
  readonly selector?: string;
  readonly label: string;
}

/**
 * Reads `label_values(selector, label)` or `label_values(label)`, as text or in the object that Grafana makes of it.
 * @returns undefined for any other query
 */
export const labelQuery = (query: unknown): LabelQuery | undefined => {
  const text = typeof query === 'object' && query !== null && 'query' in query ? query.query : query;
  const [, selector, label] = /^\s*label_values\(\s*(?:(.+),)?\s*([A-Za-z_]\w*)\s*\)\s*$/s.exec(String(text)) ?? [];
  return label === undefined ? undefined : { ...(selector && { selector: selector.trim() }), label };
};
