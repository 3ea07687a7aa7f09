import { Client, errors } from '@elastic/elasticsearch';
import type { SendLines, Verdict } from './shipper.ts';

/** Milliseconds until a silent Elasticsearch counts as away. */
const requestTimeout = 10_000;

const ofStatus = (status: number): Verdict => {
  // 409: an earlier try has stored it, though its answer did not arrive.
  if ((status >= 200 && status < 300) || status === 409) return 'stored';
  if (status === 429) return 'overload';
  // 404: the template is not there yet. 401 and 403: somebody will mend the rights. Neither is the line's fault.
  return status >= 500 || status === 404 || status === 401 || status === 403 ? 'server' : 'rejected';
};

const isTooLarge = (error: unknown): boolean => error instanceof errors.ResponseError && error.statusCode === 413;

const ofError = (error: unknown): Verdict => {
  if (!(error instanceof errors.ResponseError)) return 'network';
  const verdict = ofStatus(error.statusCode ?? 500);
  // A request is refused as a whole for its form, which is not the fault of each of its lines.
  return verdict === 'stored' || verdict === 'rejected' ? 'server' : verdict;
};

/**
 * Sends lines to a data stream by the bulk API, each under its own id, so that repeating is harmless.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
 */
export const sendToElasticsearch = (node: string, dataStream: string): SendLines => {
  const client = new Client({ node, maxRetries: 0, requestTimeout });
  const sendLines: SendLines = async (lines, signal) => {
    try {
      const answer = await client.bulk(
        {
          index: dataStream,
          // Else a missing template would make an ordinary index of that name, which nobody rolls over.
          require_data_stream: true,
          // All that is read of the answer, which else is longer than what was sent.
          filter_path: 'items.create.status',
          operations: lines.flatMap(({ id, text }) => [{ create: { _id: id } }, text]),
        },
        { signal },
      );
      return answer.items.map((item) => ofStatus(item.create?.status ?? 500));
    } catch (error) {
      if (!isTooLarge(error)) return lines.map(() => ofError(error));
      // A proxy in between may take less than Elasticsearch does. A line that is too large by itself never gets through.
      if (lines.length === 1) return ['rejected'];
      const half = Math.ceil(lines.length / 2);
      return [...(await sendLines(lines.slice(0, half), signal)), ...(await sendLines(lines.slice(half), signal))];
    }
  };
  return sendLines;
};
