/** The lab cannot do what was asked; the message says in plain sentences what is wrong and what to do. */
export class LabError extends Error {
  override name = 'LabError';
}
