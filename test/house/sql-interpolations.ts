import { stripTypeScriptTypes } from 'node:module';
import { parseAst } from 'vitest/node';
import type { SourceFile } from './source-file.ts';

/** A node of the syntax tree of JavaScript. @see https://github.com/estree/estree */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

const nodesOf = (node: Node): Node[] => [node, ...childrenOf(node).flatMap(nodesOf)];

/** Words that only statements, and pieces of them, have in capitals. */
const sql =
  /\b(?:SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|VALUES|ORDER BY|LIMIT|LIKE|MATCH|AND|SET|INTO|GRANT|FORCE)\b/;

const list = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** Text that a template writes itself. */
const textOf = (template: Node): string =>
  list(template.quasis)
    .map(({ value }) => (typeof value === 'object' && value !== null && 'raw' in value ? String(value.raw) : ''))
    .join(' ');

/** A literal, a template that holds nothing but its own text, or one of two such. */
const isFixed = (node: unknown): boolean => {
  if (!isNode(node)) return false;
  if (node.type === 'ConditionalExpression') return isFixed(node.consequent) && isFixed(node.alternate);
  return node.type === 'Literal' || (node.type === 'TemplateLiteral' && list(node.expressions).length === 0);
};

/** Names of constants of the file that are written there, and so nobody else's. */
const fixedNames = (program: Node): Set<unknown> =>
  new Set(
    list(program.body)
      .map((node) => (node.type === 'ExportNamedDeclaration' && isNode(node.declaration) ? node.declaration : node))
      .filter(({ type, kind }) => type === 'VariableDeclaration' && kind === 'const')
      .flatMap(({ declarations }) => list(declarations))
      .filter(({ init }) => isFixed(init))
      .map(({ id }) => (isNode(id) ? id.name : undefined)),
  );

/** As many equal pieces as there are values: `ids.map(() => '?').join(', ')`. */
const isRepeated = ({ callee }: Node): boolean => {
  if (!isNode(callee) || !isNode(callee.object) || !isNode(callee.property) || callee.property.name !== 'join')
    return false;
  const { callee: mapping, arguments: given } = callee.object;
  const [piece] = list(given);
  return isNode(mapping) && isNode(mapping.property) && mapping.property.name === 'map' && isFixed(piece?.body);
};

/**
 * What a file writes into its SQL besides its own words, as the source says it; without what is plainly harmless: constants
 * written in the same file, equal pieces repeated, and names quoted by mysql2.
 */
export const sqlInterpolations = ({ text }: SourceFile): string[] => {
  // The types give way to spaces, so that places stay.
  const code = stripTypeScriptTypes(text);
  const program = parseAst(code) as unknown as Node;
  const fixed = fixedNames(program);
  const isHarmless = (node: Node): boolean =>
    isFixed(node) ||
    (node.type === 'Identifier' && fixed.has(node.name)) ||
    (node.type === 'CallExpression' && (isRepeated(node) || (isNode(node.callee) && node.callee.name === 'escapeId')));
  const found = nodesOf(program)
    .filter((node) => node.type === 'TemplateLiteral' && sql.test(textOf(node)))
    .flatMap(({ expressions }) => list(expressions))
    .filter((node) => !isHarmless(node))
    .map(({ start, end }) => code.slice(start, end).replace(/\s+/g, ' '));
  return [...new Set(found)].sort();
};
