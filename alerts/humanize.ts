/**
 * The first four digits of a number and its exponent. Of two that are equally near Go takes the even one, JavaScript
 * the larger: 1.5625 is 1.562 for Go.
 */
const firstDigits = (value: number): readonly [mantissa: number, exponent: number] => {
  const [exact = '', exponent = '0'] = value.toExponential(60).split('e');
  const [, kept = '', rest = ''] = /^(-?\d\.\d{3})(\d*)$/.exec(exact) ?? [];
  if (/^50*$/.test(rest) && /[02468]$/.test(kept)) return [Number(kept), Number(exponent)];
  const [mantissa, rounded] = value.toExponential(3).split('e');
  return [Number(mantissa), Number(rounded)];
};

/** Go's `%.4g`: four significant digits, no zeros at the end, an exponent where the number is very large or small. */
const fourDigits = (value: number): string => {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const [mantissa, exponent] = firstDigits(value);
  if (exponent >= -4 && exponent < 4) return String(Number(`${mantissa}e${exponent}`));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
};

const larger = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const;
const smaller = ['', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y'] as const;

/** Brings a number other than zero between 1 and 1000 by SI prefixes, of which there are eight each way. */
const prefixed = (value: number): { readonly value: number; readonly prefix: string } => {
  const up = Math.abs(value) >= 1;
  let [scaled, step] = [value, 0];
  while (step < 8 && (up ? Math.abs(scaled) >= 1000 : Math.abs(scaled) < 1)) {
    scaled = up ? scaled / 1000 : scaled * 1000;
    step += 1;
  }
  return { value: scaled, prefix: (up ? larger : smaller)[step] ?? '' };
};

/** A number as Prometheus' `humanize` writes it: `1234567` is `1.235M`. */
export const humanize = (value: number): string => {
  if (value === 0 || !Number.isFinite(value)) return fourDigits(value);
  const short = prefixed(value);
  return `${fourDigits(short.value)}${short.prefix}`;
};

/** A ratio as Prometheus' `humanizePercentage` writes it: `0.125` is `12.5%`. */
export const humanizePercentage = (ratio: number): string => `${fourDigits(ratio * 100)}%`;

/** A number of seconds as Prometheus' `humanizeDuration` writes it: `90` is `1m 30s`, `0.25` is `250ms`. */
export const humanizeDuration = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return fourDigits(seconds);
  if (seconds === 0) return '0s';
  const size = Math.abs(seconds);
  if (size < 1) {
    const short = prefixed(seconds);
    return `${fourDigits(short.value)}${short.prefix}s`;
  }
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.trunc(size);
  const [days, hours, minutes] = [
    Math.trunc(whole / 86_400),
    Math.trunc(whole / 3600) % 24,
    Math.trunc(whole / 60) % 60,
  ];
  if (days) return `${sign}${days}d ${hours}h ${minutes}m ${whole % 60}s`;
  if (hours) return `${sign}${hours}h ${minutes}m ${whole % 60}s`;
  if (minutes) return `${sign}${minutes}m ${whole % 60}s`;
  return `${sign}${fourDigits(size)}s`;
};
