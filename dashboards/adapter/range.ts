/** What a dashboard shows when it is opened, and how often it is asked anew. */
export const range = { from: 'now-1h', to: 'now', autoRefresh: '30s' } as const;
