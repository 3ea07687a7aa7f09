import type { Node } from './node.ts';

/** What an expression is made of, one level down. */
export const childrenOf = (node: Node): readonly Node[] => {
  if (node.type === 'call') return node.args;
  if (node.type === 'aggregate') return [node.of];
  return node.type === 'binary' ? [node.left, node.right] : [];
};

/** An expression and all that it is made of. */
export const nodesOf = (node: Node): readonly Node[] => [node, ...childrenOf(node).flatMap(nodesOf)];
