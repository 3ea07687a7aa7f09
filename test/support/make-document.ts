import { createDocumentMaker } from '../../winston/document.ts';
import type { DeclaredField } from '../../winston/fields.ts';
import type { Redaction } from '../../winston/redaction.ts';

type Values = Readonly<Record<string, unknown>>;

/** Gives the documents of values that are added one after the other. */
export const documentsOf = (fields: readonly DeclaredField[], redact: Redaction = {}, constants: Values = {}) => {
  const { begin, add, render } = createDocumentMaker(fields, { redact, constants });
  return (...all: readonly Values[]): Record<string, unknown> => {
    const draft = begin();
    for (const values of all) add(draft, values);
    return JSON.parse(render(draft).join(''));
  };
};
