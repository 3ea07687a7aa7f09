/** Characters, counted as the service does: an emoji is one. */
export const longest = { name: 64, message: 255 } as const;

export const countCharacters = (text: string): number => [...text].length;
