/** The rooms that are chosen at the top of the dashboard. */
export const inRooms = { room: { variable: 'room' } } as const;
