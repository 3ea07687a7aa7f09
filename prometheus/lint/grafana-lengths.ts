/** Grafana's interval that fits rate(), and a length that nobody writes, which stands for it: a variable is no PromQL. */
export const rateInterval = { variable: '$__rate_interval', standIn: '86399s' } as const;

const interval = { variable: '$__interval', standIn: '86398s' } as const;
const range = { variable: '$__range', standIn: '86397s' } as const;
const lengths = [rateInterval, interval, range];

/** Any other variable in the place of a length. */
const otherStandIn = '86396s';

/** Puts lengths of time in the place of Grafana's variables for such, so that PromQL can be parsed. */
export const fillLengths = (expr: string): string =>
  lengths
    .reduce(
      (text, { variable, standIn }) =>
        text.replaceAll(variable, standIn).replaceAll(`\${${variable.slice(1)}}`, standIn),
      expr,
    )
    .replace(/(?<=\[)\$\{?\w+\}?/g, otherStandIn);

/** A sentence about what {@link fillLengths} made, as its reader wrote it. */
export const unfillLengths = (sentence: string): string =>
  lengths
    .reduce((text, { variable, standIn }) => text.replaceAll(standIn, () => variable), sentence)
    .replaceAll(otherStandIn, 'of a variable');
