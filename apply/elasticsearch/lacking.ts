import type { Answer } from '../http/api.ts';

/** What Elasticsearch says to a request for a part that this distribution leaves out, or that is switched off. */
const notThere =
  /no handler found|unknown setting|No processor type exists|Incorrect HTTP method|[Ss]ecurity (must be|is not) /;

/** Whether an answer says that this Elasticsearch knows no such things; a wrong password is no lack of the server. */
export const isLacking = ({ status, text }: Answer): boolean =>
  status >= 400 && status !== 401 && status !== 403 && status !== 404 && notThere.test(text);
