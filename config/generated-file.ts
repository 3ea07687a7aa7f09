/** A file that `gapwatch generate` writes: its path from the configuration's folder, with `/`, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** The sentence that begins every generated file that allows comments. */
export const generatedNotice = (source: string): string =>
  `Generated from ${source} by \`gapwatch generate\`; edit that and generate again, never this file.`;
