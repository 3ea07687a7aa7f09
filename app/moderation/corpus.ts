import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A text of which people agree whether it is to be blocked. */
export interface Case {
  readonly text: string;
  readonly blocked: boolean;
  /** How a bad word is dressed up, or that there is none. */
  readonly kind: 'plain' | 'zero-width' | 'separator' | 'jamo' | 'fullwidth' | 'leet' | 'repeat' | 'innocent';
  readonly language: 'ko' | 'en';
}

/** The labelled texts by which moderation is judged, in tests and beside others in the benchmark. */
export const readCorpus = async (): Promise<readonly Case[]> =>
  JSON.parse(await readFile(join(import.meta.dirname, 'corpus.json'), 'utf8'));
