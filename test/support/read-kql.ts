import type { FieldType } from '../../app/logging/fields.ts';

/** A query as Elasticsearch takes it. */
export type Dsl = Readonly<Record<string, unknown>>;

/** Types of fields, by their names. */
export type FieldTypes = ReadonlyMap<string, FieldType>;

/** A text in quotation marks, an operator or a bracket, or a word, as Kibana's grammar has them. */
const token = /\s*(?:"((?:\\[\\"]|[^"\\])*)"|(<=|>=|[():<>])|([^\s():<>"\\{}]+))/y;

interface Token {
  readonly kind: 'text' | 'sign' | 'word';
  readonly value: string;
}

const tokensOf = (kql: string): Token[] => {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (kql.slice(token.lastIndex).trim() !== '') {
    const from = token.lastIndex;
    const found = token.exec(kql);
    if (!found) throw new Error(`Nobody can read this from ${kql.slice(from)} on: ${kql}`);
    const [, text, sign, word] = found;
    if (text !== undefined) tokens.push({ kind: 'text', value: text.replace(/\\([\\"])/g, '$1') });
    else tokens.push(sign === undefined ? { kind: 'word', value: word ?? '' } : { kind: 'sign', value: sign });
  }
  return tokens;
};

const any = (...should: readonly object[]): Dsl => ({ bool: { should, minimum_should_match: 1 } });

const bounds = { '>=': 'gte', '>': 'gt', '<=': 'lte', '<': 'lt' } as const;
const boundOf = ({ value }: Token) => bounds[value as keyof typeof bounds];

/** Kibana takes a word of digits for a number. */
const literal = (value: string): string | number => (/^\d+$/.test(value) ? Number(value) : value);

/**
 * Translates what `kql` of this project writes of Kibana's query language, and nothing else, as Kibana translates it: fields of type
 * keyword are asked for the very value where their type is known, as Kibana 9 does.
 */
export const kqlToDsl = (kql: string, types: FieldTypes = new Map()): Dsl => {
  const tokens = tokensOf(kql);
  if (tokens.length === 0) return { match_all: {} };
  const taken = (kind: Token['kind'], value?: string): Token | undefined => {
    const [next] = tokens;
    return next?.kind === kind && (value === undefined || next.value === value) ? tokens.shift() : undefined;
  };
  const expected = (what: string): never => {
    throw new Error(`Expected ${what} before ${JSON.stringify(tokens[0] ?? 'the end')} in: ${kql}`);
  };

  const equal = (field: string): Dsl => {
    if (taken('word', '*')) return any({ exists: { field } });
    const text = taken('text');
    if (text === undefined) return any({ match: { [field]: literal((taken('word') ?? expected('a value')).value) } });
    const { value } = text;
    return any(
      types.get(field) === 'keyword' ? { term: { [field]: { value } } } : { match_phrase: { [field]: value } },
    );
  };
  const valuesOf = (field: string): Dsl => {
    if (!taken('sign', '(')) return equal(field);
    const values = [equal(field)];
    while (taken('word', 'or')) values.push(equal(field));
    if (!taken('sign', ')')) expected('a closing bracket');
    return values.length === 1 && values[0] ? values[0] : any(...values);
  };
  const expression = (): Dsl => {
    if (taken('sign', '(')) {
      const inner = either();
      if (!taken('sign', ')')) expected('a closing bracket');
      return inner;
    }
    if (taken('word', 'not')) return { bool: { must_not: expression() } };
    const field = (taken('word') ?? expected('a field')).value;
    if (taken('sign', ':')) return valuesOf(field);
    const sign = taken('sign') ?? expected('a sign');
    const bound = boundOf(sign);
    const number = taken('word') ?? expected('a number');
    return bound ? any({ range: { [field]: { [bound]: literal(number.value) } } }) : expected('a comparison');
  };
  const all = (): Dsl => {
    const parts = [expression()];
    while (taken('word', 'and')) parts.push(expression());
    return parts.length === 1 && parts[0] ? parts[0] : { bool: { filter: parts } };
  };
  const either = (): Dsl => {
    const parts = [all()];
    while (taken('word', 'or')) parts.push(all());
    return parts.length === 1 && parts[0] ? parts[0] : any(...parts);
  };

  const whole = either();
  return tokens.length > 0 ? expected('the end') : whole;
};

/** The names of the fields that a query of this project asks for. */
export const fieldsInKql = (kql: string): string[] =>
  tokensOf(kql).flatMap(({ kind, value }, i, all) => {
    const next = all[i + 1];
    return kind === 'word' && next?.kind === 'sign' && /^[:<>]/.test(next.value) ? [value] : [];
  });
