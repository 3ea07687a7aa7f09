/** A line that is longer is nobody's log line, and not worth the memory. In UTF-16 units. */
const longest = 16 * 1024 * 1024;

/**
 * The lines of a file or pipe, without their ends. Only a line feed ends one: readline also takes U+2028, which JSON may hold as it is.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      yield rest.slice(start, end);
      start = end + 1;
    }
    rest = rest.length - start > longest ? '' : rest.slice(start);
  }
  if (rest !== '') yield rest;
}
