/** Ids of Kibana's views, which links from elsewhere name. */
export const dataViews = {
  /** Of the chat's lines. */
  chat: 'gapwatch-logs',
  /** Of nginx' accesses. */
  accesses: 'gapwatch-accesses',
  /** Of the lines of the chat and of other services, which is there where the configuration names some. */
  services: 'gapwatch-services',
} as const;
