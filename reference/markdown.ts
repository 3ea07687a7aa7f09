/** Text that stands in one cell of a table. */
export const cell = (text: string): string =>
  text
    .replace(/[|\\]/g, (sign) => `\\${sign}`)
    .replace(/\s+/g, ' ')
    .trim();

/** Code in a cell or a line; a bar would end the cell even there. */
export const code = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
};

/** A place that {@link linkTo} leads to. */
export const anchor = (name: string): string => `<a id="${name}"></a>`;

/** A link to a place of a page; without a page, of the same. */
export const linkTo = (text: string, page: string, name: string): string => `[${cell(text)}](${page}#${name})`;

/** A table, its rows as wide as its heads. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
