import type { Steps } from './steps.ts';

/** Finds every place of every pattern in a row of letters, in one pass. */
export interface Automaton {
  /** Calls `found` with the index of the pattern and that of its last letter; by ends, at one end the longest first. */
  readonly search: (letters: ArrayLike<number>, length: number, found: (pattern: number, last: number) => void) => void;
}

const none = -1;

/**
 * Makes Aho–Corasick's automaton. Letters are whole numbers above 0; 0 is a letter of no pattern. Patterns are not empty.
 * Edges lie in one table of hashes, so that ten thousand words fit in a processor's cache.
 * @see https://doi.org/10.1145/360825.360855
 */
export const automatonSteps = function* (patterns: readonly (readonly number[])[]): Steps<Automaton> {
  const most = patterns.reduce((sum, { length }) => sum + length, 1);
  const letters = patterns.reduce((max, pattern) => pattern.reduce((a, b) => Math.max(a, b), max), 0) + 1;
  // At most half full, so that looking for an edge that is not there ends soon.
  const bits = Math.ceil(Math.log2(most * 2 + 1));
  const size = 2 ** bits;
  const sources = new Int32Array(size);
  const labels = new Int32Array(size);
  const targets = new Int32Array(size);
  /** Where the edge is, or where it would be put. */
  const slotOf = (node: number, letter: number): number => {
    let slot = (Math.imul(node, 0x9e3779b1) + Math.imul(letter, 0x85ebca6b)) >>> (32 - bits);
    while (targets[slot] !== 0 && (sources[slot] !== node || labels[slot] !== letter)) slot = (slot + 1) & (size - 1);
    return slot;
  };
  /** The node that a letter leads to, 0 if there is none: nothing leads back to the root. */
  const follow = (node: number, letter: number): number => targets[slotOf(node, letter)] ?? 0;

  // The first pattern that ends at a node, and the next that ends there too.
  const endsAt = new Int32Array(most).fill(none);
  const nextAt = new Int32Array(patterns.length).fill(none);
  const parents = new Int32Array(most);
  const lastLetters = new Int32Array(most);
  /** Nodes other than the root, by the length of what leads to them less one. */
  const byDepth: number[][] = [];
  let nodes = 1;
  for (const [index, pattern] of patterns.entries()) {
    let node = 0;
    for (const [i, letter] of pattern.entries()) {
      const slot = slotOf(node, letter);
      if (targets[slot] === 0) {
        sources[slot] = node;
        labels[slot] = letter;
        targets[slot] = nodes;
        parents[nodes] = node;
        lastLetters[nodes] = letter;
        byDepth[i] ??= [];
        byDepth[i].push(nodes);
        nodes += 1;
      }
      node = targets[slot] ?? 0;
    }
    nextAt[index] = endsAt[node] ?? none;
    endsAt[node] = index;
    yield;
  }

  // The longest other beginning of a pattern that a node's letters end with, and the nearest such with a pattern's end.
  const fallback = new Int32Array(nodes);
  const shorter = new Int32Array(nodes);
  for (const [depth, alike] of byDepth.entries()) {
    for (const node of alike) {
      const letter = lastLetters[node] ?? 0;
      let back = 0;
      if (depth > 0) {
        let from = fallback[parents[node] ?? 0] ?? 0;
        back = follow(from, letter);
        while (back === 0 && from !== 0) {
          from = fallback[from] ?? 0;
          back = follow(from, letter);
        }
      }
      fallback[node] = back;
      shorter[node] = endsAt[back] === none ? (shorter[back] ?? 0) : back;
      yield;
    }
  }
  const fromRoot = Int32Array.from({ length: letters }, (_, letter) => follow(0, letter));

  return {
    search(row, length, found) {
      let node = 0;
      for (let i = 0; i < length; i += 1) {
        const read = row[i] ?? 0;
        const letter = read < letters ? read : 0;
        let next = 0;
        while (node !== 0) {
          next = follow(node, letter);
          if (next !== 0) break;
          node = fallback[node] ?? 0;
        }
        node = next === 0 ? (fromRoot[letter] ?? 0) : next;
        for (let at = endsAt[node] === none ? (shorter[node] ?? 0) : node; at !== 0; at = shorter[at] ?? 0) {
          for (let pattern = endsAt[at] ?? none; pattern !== none; pattern = nextAt[pattern] ?? none) found(pattern, i);
        }
      }
    },
  };
};
