/**
 * Text, quoted names and comments, in which no word is one of the statement. What is not closed runs to the end.
 * @see https://dev.mysql.com/doc/refman/8.4/en/string-literals.html, comments.html
 */
const quoted =
  /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

const isComment = (piece: string): boolean => /^(?:--|#|\/\*)/.test(piece);

/** A hint to the optimizer stands in a comment, and counts. */
const isHint = (piece: string): boolean => piece.startsWith('/*+');

/** Of these all but SHARE are reserved: unless after a dot that ends no number, a name that is one stands in backquotes. */
const writing = /(?<![@\w]|(?<!\b\d+)\.)(?:INTO|UPDATE|DELETE|LOCK|FOR\s+SHARE)\b/i;

/** A statement that may be sent, or what is wrong with it, to follow its name. */
export type Statement =
  | { readonly sql: string; readonly explainable: boolean; readonly fault?: undefined }
  | { readonly fault: string };

/**
 * Takes one statement that reads: SELECT, WITH or SHOW. The server refuses writing too, for the session is read-only; this says
 * it earlier, and keeps locks and files away. Comments are left out, and a semicolon at the end.
 */
export const readStatement = (text: string): Statement => {
  const sql = text
    .replace(quoted, (piece) => (isComment(piece) && !isHint(piece) ? ' ' : piece))
    .trim()
    .replace(/\s*;$/, '');
  const words = sql.replace(quoted, ' ');
  // MySQL and MariaDB execute what stands in these.
  if (/\/\*M?!/.test(text.replace(quoted, (piece) => (isComment(piece) ? piece : ' ')))) {
    return { fault: 'has a comment that the server executes (/*!), expected its words outside of comments' };
  }
  if (words.includes(';')) return { fault: 'has more than one statement, expected one' };
  const [first = ''] = /^\w*/.exec(words.trim()) ?? [];
  if (!/^(?:SELECT|WITH|SHOW)$/i.test(first)) {
    return { fault: `begins with ${sql.split(/\s/)[0] || 'nothing'}, expected SELECT, WITH or SHOW: it may only read` };
  }
  const [word] = writing.exec(words) ?? [];
  if (word)
    return {
      fault: `has ${word.toUpperCase().replace(/\s+/g, ' ')}, expected a statement that only reads and takes no locks`,
    };
  return { sql, explainable: !/^SHOW$/i.test(first) };
};
