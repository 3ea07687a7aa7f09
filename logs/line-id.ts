/** What an id of a line says: who wrote it, and as its how many-th. */
export interface LineId {
  readonly writer: string;
  readonly sequence: number;
}

const pattern = /^(.+)-(\d{1,15})$/s;

/** Takes an id apart; undefined where it is none of ours. */
export const parseLineId = (id: string): LineId | undefined => {
  const [, writer, sequence] = pattern.exec(id) ?? [];
  return writer === undefined ? undefined : { writer, sequence: Number(sequence) };
};
