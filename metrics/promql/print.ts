import type { Duration, Fixed } from './duration.ts';
import type { Matching, Node } from './node.ts';
import type { Expression } from './vector.ts';

/** How an expression is written: `timeScale` divides every window and offset (a lab's clock that runs faster). */
export interface PrintOptions {
  readonly timeScale?: number;
}

/** A window below four scrapes of a second each gives rate() too few samples, however fast a lab's clock runs. */
const shortestScaledWindow = 4;

const lengths = [
  ['w', 604_800_000, true],
  ['d', 86_400_000, true],
  ['h', 3_600_000, false],
  ['m', 60_000, false],
  ['s', 1000, false],
  ['ms', 1, false],
] as const;

/** Seconds as Prometheus prints them: `1h30m`; weeks and days only where nothing is left over. */
export const printSeconds = (count: number): string => {
  let left = Math.round(count * 1000);
  if (left === 0) return '0s';
  let text = '';
  for (const [unit, length, onlyWhole] of lengths) {
    if (left < length || (onlyWhole && left % length !== 0)) continue;
    text += `${Math.floor(left / length)}${unit}`;
    left %= length;
  }
  return text;
};

const scaledSeconds = ({ seconds }: Fixed, { timeScale = 1 }: PrintOptions): number =>
  timeScale > 1 ? Math.max(shortestScaledWindow, Math.round(seconds / timeScale)) : seconds / timeScale;

const printDuration = (duration: Duration, options: PrintOptions): string =>
  'variable' in duration ? duration.variable : printSeconds(scaledSeconds(duration, options));

const printNumber = (value: number): string =>
  value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);

const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;

/** How tightly an operator binds; a higher one goes first. All but ^ associate to the left. */
const precedence: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '>': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
};

const printMatching = (matching: Matching | undefined): string => {
  if (!matching) return '';
  const { on, group } = matching;
  return ` on (${on.join(', ')})${group ? ` group_${group.side} (${group.include.join(', ')})` : ''}`;
};

const printNode = (node: Node, options: PrintOptions, floor = 0): string => {
  switch (node.type) {
    case 'number':
      return printNumber(node.value);
    case 'length':
      return printNumber(scaledSeconds(node.of, options));
    case 'selector': {
      const matchers = node.matchers.map(({ label, op, value }) => `${label}${op}${quote(value)}`).join(',');
      const range = node.range ? `[${printDuration(node.range, options)}]` : '';
      const offset = node.offset ? ` offset ${printDuration(node.offset, options)}` : '';
      return `${node.name}${matchers && `{${matchers}}`}${range}${offset}`;
    }
    case 'text':
      return quote(node.value);
    case 'call':
      return `${node.name}(${node.args.map((arg) => printNode(arg, options)).join(', ')})`;
    case 'aggregate': {
      const grouping = node.grouping ? ` ${node.grouping.kind} (${node.grouping.labels.join(', ')}) ` : '';
      const param =
        node.param === undefined
          ? ''
          : `${typeof node.param === 'string' ? quote(node.param) : printNumber(node.param)}, `;
      return `${node.op}${grouping}(${param}${printNode(node.of, options)})`;
    }
    case 'binary': {
      const own = precedence[node.op] ?? 0;
      const left = printNode(node.left, options, own);
      const right = printNode(node.right, options, own + 1);
      const text = `${left} ${node.op}${printMatching(node.matching)} ${right}`;
      return own < floor ? `(${text})` : text;
    }
  }
};

/** Writes an expression as PromQL in one canonical form: labels sorted, brackets only where they are needed. */
export const print = ({ node }: Expression, options: PrintOptions = {}): string => printNode(node, options);
