import { z } from 'zod';
import type { LogSearch } from '../elasticsearch.ts';
import type { WriterFault } from './audit.ts';

const answer = z.object({
  hits: z.object({
    hits: z.array(
      z.object({
        _index: z.string(),
        fields: z.object({ 'event.id': z.array(z.string()), '@timestamp': z.array(z.string()) }),
      }),
    ),
  }),
});

/** Where and when lines of these ids are stored. @throws LogsError if that cannot be told */
const placesOf = (search: LogSearch, ids: readonly string[]) =>
  search.ask(
    '_search?ignore_unavailable=true',
    {
      size: ids.length * 10,
      _source: false,
      fields: ['event.id', { field: '@timestamp', format: 'strict_date_time' }],
      query: { terms: { 'event.id': ids } },
    },
    (json) =>
      answer.parse(json).hits.hits.map(({ _index, fields }) => ({
        index: _index,
        id: fields['event.id'][0] ?? '',
        time: fields['@timestamp'][0] ?? '',
      })),
  );

const listed = 20;

/**
 * Says of the first faults what a person needs to go on: between which times lines are missing, and in which indices one is that is
 * stored more than once. @throws LogsError if that cannot be told
 */
export const describeFaults = async (search: LogSearch, faults: readonly WriterFault[]): Promise<readonly string[]> => {
  const lost = faults.flatMap(({ writer, lost: parts }) => parts.map((part) => ({ writer, ...part }))).slice(0, listed);
  const doubled = faults
    .flatMap(({ writer, doubled: numbers }) => numbers.map((one) => `${writer}-${one}`))
    .slice(0, listed);
  const neighbours = lost.flatMap(({ writer, from, to }) => [`${writer}-${from - 1}`, `${writer}-${to + 1}`]);
  const ids = [...new Set([...neighbours, ...doubled])];
  const places = ids.length === 0 ? [] : await placesOf(search, ids);
  const timeOf = (id: string) => places.find((place) => place.id === id)?.time;
  return [
    ...lost.map(({ writer, from, to }) => {
      const [after, before] = [timeOf(`${writer}-${from - 1}`), timeOf(`${writer}-${to + 1}`)];
      const times = [after && `after ${after}`, before && `before ${before}`].filter(Boolean).join(' and ');
      const what = from === to ? `${from} is` : `${from} to ${to} (${to - from + 1} lines) are`;
      return `lost: ${writer}-${what} neither stored nor in the spool${times && `; logged ${times}`}.`;
    }),
    ...doubled.map((id) => {
      const indices = places.filter((place) => place.id === id).map(({ index }) => index);
      return `twice: ${id} is stored ${indices.length} times, in ${[...new Set(indices)].join(' and ')}.`;
    }),
  ];
};
