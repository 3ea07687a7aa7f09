/** Labels of a series, sorted by name, `__name__` among them. */
export type SeriesLabels = readonly (readonly [name: string, value: string])[];

/** One series of a request and its samples. */
export interface WrittenSeries {
  readonly labels: SeriesLabels;
  /** Unix time in milliseconds, ascending. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  return [...bytes, left];
};

const field = (tag: number, text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([tag, ...varint(bytes.length)]), bytes]);
};

/** Label: name = 1, value = 2. */
const labelBytes = (labels: SeriesLabels): Buffer =>
  Buffer.concat(
    labels.map(([name, value]) => {
      const inside = Buffer.concat([field(0x0a, name), field(0x12, value)]);
      return Buffer.concat([Buffer.from([0x0a, ...varint(inside.length)]), inside]);
    }),
  );

/** Milliseconds of these years take six bytes of seven bits. */
const sampleLength = 1 + 8 + 1 + 6;

/** Samples without their values. Sample: value = 1 as a double, timestamp = 2. */
const emptySamples = (times: ArrayLike<number>): Buffer => {
  const bytes = Buffer.alloc(times.length * (sampleLength + 2));
  let at = 0;
  for (let i = 0; i < times.length; i += 1) {
    bytes[at] = 0x12;
    bytes[at + 1] = sampleLength;
    bytes[at + 2] = 0x09;
    bytes[at + 11] = 0x10;
    let left = times[i] ?? 0;
    for (let byte = 0; byte < 6; byte += 1) {
      bytes[at + 12 + byte] = (left % 0x80) | (byte < 5 ? 0x80 : 0);
      left = Math.floor(left / 0x80);
    }
    at += sampleLength + 2;
  }
  return bytes;
};

const filledWith = (empty: Buffer, values: ArrayLike<number>): Buffer => {
  const bytes = Buffer.from(empty);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < values.length; i += 1) view.setFloat64(i * (sampleLength + 2) + 3, values[i] ?? 0, true);
  return bytes;
};

/** A block of Snappy that is one literal: packing costs more than a socket of this machine. */
const asSnappy = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(5);
  length[0] = 63 << 2;
  length.writeUInt32LE(bytes.length - 1, 1);
  return Buffer.concat([Buffer.from(varint(bytes.length)), length, bytes]);
};

/**
 * Writes samples into a Prometheus.
 * @throws Error if it does not take them
 * @see https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
export const remoteWrite = async (url: string, series: readonly WrittenSeries[]): Promise<void> => {
  // Many series have samples at the same moments.
  const empty = new Map<ArrayLike<number>, Buffer>();
  const body = asSnappy(
    Buffer.concat(
      series.flatMap(({ labels, times, values }) => {
        const samples = empty.get(times) ?? emptySamples(times);
        empty.set(times, samples);
        const inside = [labelBytes(labels), filledWith(samples, values)];
        return [Buffer.from([0x0a, ...varint(inside.reduce((sum, { length }) => sum + length, 0))]), ...inside];
      }),
    ),
  );
  const response = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body,
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Prometheus does not take samples: ${response.status} ${answer.slice(0, 300)}`);
};
