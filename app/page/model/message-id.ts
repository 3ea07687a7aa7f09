/**
 * A random UUID (version 4), by which the service knows a message that is sent again. `crypto.randomUUID` is there in
 * secure contexts only, and a page of plain HTTP is none.
 * @see RFC 9562, section 5.4
 */
export const createMessageId = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, i) => {
    const marked = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  });
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};
