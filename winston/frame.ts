/** With what the names of labels begin. Those are of one level, whatever signs are in them. */
export const underLabels = 'labels.';

/** JSON of a document in which values are left out. */
export interface Frame {
  /** What stands before each value, and behind the last. */
  readonly pieces: readonly string[];
  /** Which values those are. */
  readonly indexes: readonly number[];
}

/** What a person looks for first stands first, the labels last. */
const first = ['@timestamp', 'log.level', 'message'];

interface Branch extends Map<string, Branch | Leaf> {}

/** A value by its index, or a constant one. */
type Leaf = number | string;

const keysOf = (name: string): string[] =>
  name.startsWith(underLabels) ? ['labels', name.slice(underLabels.length)] : name.split('.');

const treeOf = (leaves: ReadonlyMap<string, Leaf>): Branch => {
  const top: Branch = new Map();
  for (const [name, leaf] of leaves) {
    const keys = keysOf(name);
    const last = keys.pop() ?? name;
    let branch = top;
    for (const key of keys) {
      const inner = branch.get(key);
      const below: Branch = inner instanceof Map ? inner : new Map();
      branch.set(key, below);
      branch = below;
    }
    branch.set(last, leaf);
  }
  return top;
};

/** How a document with values of those names is put together, which says besides what `constants` say: JSON by names. */
export const frameOf = (names: readonly string[], constants: ReadonlyMap<string, string>): Frame => {
  const all = new Map<string, Leaf>([...constants, ...names.map((name, index) => [name, index] as const)]);
  const rank = (name: string) =>
    name.startsWith(underLabels) ? first.length + 1 : first.includes(name) ? first.indexOf(name) : first.length;
  const leaves = new Map([...all].sort(([a], [b]) => rank(a) - rank(b)));

  const pieces: string[] = [];
  const indexes: number[] = [];
  let text = '';
  const render = (branch: Branch): void => {
    let before = '{';
    for (const [key, inner] of branch) {
      text += `${before}${JSON.stringify(key)}:`;
      before = ',';
      if (inner instanceof Map) render(inner);
      else if (typeof inner === 'string') text += inner;
      else {
        pieces.push(text);
        indexes.push(inner);
        text = '';
      }
    }
    text += before === '{' ? '{}' : '}';
  };
  render(treeOf(leaves));
  return { pieces: [...pieces, text], indexes };
};
