import type { Format } from '../../metrics/exposition/format.ts';

/** One choice of an Accept header: what, with its parameters, and how much it is wanted, 0 to 1. */
interface Choice {
  readonly what: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly weight: number;
}

const parseChoice = (text: string): Choice => {
  const [what = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameters = new Map(
    rest.map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=').map((side) => side.trim());
      return [name, value.replace(/^"(.*)"$/, '$1')];
    }),
  );
  const q = parameters.get('q');
  // What is no weight is no choice; no weight at all is the whole one.
  const weight = q === undefined ? 1 : /^\d(\.\d{0,3})?$/.test(q) ? Math.min(1, Number(q)) : 0;
  return { what, parameters, weight };
};

const parseChoices = (header: string): Choice[] => header.split(',').map(parseChoice);

/** The content type of each format, and the version that a client may ask for. */
const types: Readonly<Record<Format, { readonly type: string; readonly version: string }>> = {
  text: { type: 'text/plain', version: '0.0.4' },
  openmetrics: { type: 'application/openmetrics-text', version: '1.0.0' },
};

/** How much a client wants a format: by its most exact choice, as RFC 9110 has it. */
const weightOf = (choices: readonly Choice[], format: Format): number => {
  const { type, version } = types[format];
  const exactness = [type, `${type.split('/')[0]}/*`, '*/*'];
  const fitting = choices.filter(
    ({ what, parameters }) => exactness.includes(what) && (parameters.get('version') ?? version) === version,
  );
  const closest = Math.min(...fitting.map(({ what }) => exactness.indexOf(what)));
  return Math.max(0, ...fitting.filter(({ what }) => exactness.indexOf(what) === closest).map(({ weight }) => weight));
};

/**
 * The format that a client wants most; text where it wants both alike or neither, as a person with curl does.
 * @param accept the request's header
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
export const chooseFormat = (accept = '*/*'): Format => {
  const choices = parseChoices(accept);
  return weightOf(choices, 'openmetrics') > weightOf(choices, 'text') ? 'openmetrics' : 'text';
};

/** The Content-Type of a page. */
export const contentTypeOf = (format: Format): string =>
  `${types[format].type}; version=${types[format].version}; charset=utf-8`;

/**
 * Whether a client takes gzip: named, or by `*`, and not refused by a weight of 0.
 * @param acceptEncoding the request's header
 */
export const takesGzip = (acceptEncoding = ''): boolean => {
  const choices = parseChoices(acceptEncoding);
  const named = choices.find(({ what }) => what === 'gzip') ?? choices.find(({ what }) => what === '*');
  return (named?.weight ?? 0) > 0;
};
