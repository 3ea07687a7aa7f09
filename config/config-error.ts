import type { z } from 'zod';

/** A configuration that cannot be used: its message is one sentence per fault, for the person who wrote the file. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const at = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const dotted = (path: readonly PropertyKey[]): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i ? '.' : ''}${String(key)}`)).join('') || 'the file';

/** How a person calls what zod has a name for. */
const formats: Readonly<Record<string, string>> = { url: 'an http or https URL', date: 'a day as 2026-12-25' };

const expectation = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int'
        ? 'a whole number'
        : `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    case 'too_small':
      return `${issue.origin === 'string' || issue.origin === 'array' ? 'a length' : 'a value'} ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.origin === 'string' || issue.origin === 'array' ? 'a length' : 'a value'} ${issue.inclusive === false ? 'below' : 'of at most'} ${issue.maximum}`;
    case 'invalid_value':
      return `one of ${issue.values.map(show).join(', ')}`;
    case 'invalid_union':
      return 'options' in issue && issue.options ? `one of ${issue.options.map(show).join(', ')}` : 'another form';
    case 'invalid_format':
      return issue.format === 'regex' ? issue.message : (formats[issue.format] ?? `a valid ${issue.format}`);
    default:
      return issue.message;
  }
};

/**
 * Says one fault in one sentence each: path, value there, expectation.
 * An unknown key gives a sentence of its own, naming the key.
 */
export const describeIssue = (issue: z.core.$ZodIssue, input: unknown): string[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = dotted([...issue.path, key]);
      return `${path} is ${show(at(input, [...issue.path, key]))}, but there is no such key; remove it or correct its name.`;
    });
  }
  return [`${dotted(issue.path)} is ${show(at(input, issue.path))}, expected ${expectation(issue)}.`];
};
