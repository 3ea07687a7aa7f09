import { globSync, readFileSync } from 'node:fs';

/** A file of this repository, by its path from the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What is nobody's to keep in order here, wherever it stands. */
const foreign = ['node_modules', 'dist', 'generated', '.lab'];

/** The repository's TypeScript without what is generated. Git is not asked: a copy of the files is checked as well. */
export const sourceFiles = (): SourceFile[] =>
  globSync('**/*.ts', { exclude: (name) => foreign.includes(name) })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
