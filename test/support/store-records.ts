import type { Client } from '@elastic/elasticsearch';
import type { LogRecord } from '../../winston/record.ts';

/** Stores lines in a data stream as the shipper does, each under its id, to be found at once. @throws Error if one is refused */
export const storeRecords = async (client: Client, index: string, records: readonly LogRecord[]): Promise<void> => {
  const { errors, items } = await client.bulk({
    index,
    require_data_stream: true,
    refresh: true,
    operations: records.flatMap(({ id, line }) => [{ create: { _id: id } }, JSON.parse(line.join(''))]),
  });
  if (errors) throw new Error(`${index} does not take all lines: ${JSON.stringify(items)}`);
};
