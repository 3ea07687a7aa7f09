import { type Frame, frameOf } from './frame.ts';

/** Shapes that are remembered: a program has some for each place at which it logs, unless it makes keys up. */
const mostShapes = 1_000;

/** Characters of a name by which a shape is remembered. */
const longestName = 256;

/** Which values a document has, by their dotted names, in the order in which they came: most lines of a program have one of few shapes. */
export interface Shape {
  /** The value that came last, and how many came before it. */
  readonly name: string;
  readonly index: number;
  readonly before: Shape | undefined;
  /** Shapes of those that have one more value. */
  readonly next: Map<string, Shape>;
  frame: Frame | undefined;
}

/** How many values came before that of a name; -1 if there is none. */
export const indexIn = (shape: Shape | undefined, name: string): number => {
  for (let one = shape; one !== undefined; one = one.before) if (one.name === name) return one.index;
  return -1;
};

/** The shapes of documents. */
export interface Shapes {
  /** That with one more value. */
  readonly withNext: (shape: Shape | undefined, name: string) => Shape;
  /** How documents of the shape are put together, or those that have values of more names behind. */
  readonly frame: (shape: Shape | undefined, more?: readonly string[]) => Frame;
}

const namesOf = (shape: Shape | undefined): string[] => {
  const names: string[] = [];
  for (let one = shape; one !== undefined; one = one.before) names.unshift(one.name);
  return names;
};

/** Of documents that besides say what `constants` do: JSON by names. */
export const createShapes = (constants: ReadonlyMap<string, string>): Shapes => {
  const first = new Map<string, Shape>();
  let known = 0;
  return {
    withNext(before, name) {
      const siblings = before?.next ?? first;
      const found = siblings.get(name);
      if (found !== undefined) return found;
      const index = before === undefined ? 0 : before.index + 1;
      const shape: Shape = { name, index, before, next: new Map(), frame: undefined };
      if (known < mostShapes && name.length <= longestName) {
        siblings.set(name, shape);
        known += 1;
      }
      return shape;
    },
    frame(shape, more = []) {
      if (shape === undefined || more.length > 0) return frameOf([...namesOf(shape), ...more], constants);
      shape.frame ??= frameOf(namesOf(shape), constants);
      return shape.frame;
    },
  };
};
