/** A message as the page shows it. */
export interface Message {
  readonly chatId: number;
  readonly userId: number;
  /** Empty where the service knows no such person any more. */
  readonly name: string;
  readonly mbti: string;
  readonly text: string;
  readonly at: Date;
}

/** A message as the service's HTTP answers carry it. */
export interface MessageRow {
  readonly chat_id: number;
  readonly room_name: string;
  readonly user_id: number;
  readonly name: string | null;
  readonly userMbti: string | null;
  readonly message: string;
  readonly createdAt: string;
}

export const fromRow = (row: MessageRow): Message => ({
  chatId: row.chat_id,
  userId: row.user_id,
  name: row.name ?? '',
  mbti: row.userMbti ?? '',
  text: row.message,
  at: new Date(row.createdAt),
});
