/** What a runbook gives to paste, as it stands in its Markdown. */
export interface RunbookBlock {
  readonly alert: string;
  readonly language: 'sh' | 'promql';
  readonly text: string;
  /** Whether the runbook warns that it changes something. */
  readonly changes: boolean;
}

/** A fenced block with the line above it, which may warn. The expression of the alert itself has an empty one. */
const block = /^(.*)\n( *)```(\w+)\n([\s\S]*?)\n\2```$/gm;

/** Reads the blocks of a runbook. @throws Error if one is of no known language, so that none is passed over */
export const runbookBlocks = (alert: string, markdown: string): RunbookBlock[] => {
  const found = [...markdown.matchAll(block)].map(([, above = '', indent = '', language = '', text = '']) => {
    if (language !== 'sh' && language !== 'promql') throw new Error(`${alert}: a block of ${language}`);
    return {
      alert,
      language,
      text: text.replaceAll(`\n${indent}`, '\n').slice(indent.length),
      changes: above.endsWith(' This changes something.'),
    } as const;
  });
  if (found.length * 2 !== markdown.split('```').length - 1) throw new Error(`${alert}: a block that is not read`);
  return found;
};
