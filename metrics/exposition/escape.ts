/** A label's value as it stands between quotes, in both formats. */
export const escapeLabel = (value: string): string => value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));

/** A help text as the text format takes it: quotes stand as they are. */
export const escapeHelp = (value: string): string => value.replace(/[\\\n]/g, (c) => (c === '\n' ? '\\n' : '\\\\'));

/** A sample's value. Both formats write it alike. */
export const printValue = (value: number): string =>
  Number.isFinite(value) ? String(value) : value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : 'NaN';
