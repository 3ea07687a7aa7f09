import type { Panel } from '../lens/panel.ts';
import { abnormal, answered } from './conditions.ts';
import type { AccessField } from './view.ts';

const accesses = { take: 'count', label: 'Accesses' } as const;
const clients = { take: 'unique', label: 'Clients', of: 'client.ip' } as const;
const classes = [2, 3, 4, 5] as const;

/** Panels of the accesses. The first ones are the four views that FunGap had: abnormal accesses, what is searched for, totals, places. */
export const accessPanels = {
  perDay: {
    id: 'gapwatch-accesses-abnormal-days',
    title: 'Abnormal accesses a day',
    description:
      'Accesses that break a rule. A site that the world can reach has some two hundred a day; a thousand are somebody.',
    only: abnormal,
    shape: 'columns',
    by: { by: 'time', label: 'Day', of: '@timestamp', every: '1d' },
    of: accesses,
  },
  rules: {
    id: 'gapwatch-accesses-rules',
    title: 'What makes them abnormal',
    description:
      'Accesses by the rule that they break, and how many clients break it. An access that breaks two counts twice.',
    only: abnormal,
    shape: 'table',
    by: [{ by: 'values', label: 'Rule', of: 'rule.name', most: 20 }],
    of: [accesses, clients],
  },
  searched: {
    id: 'gapwatch-accesses-searched',
    title: 'What people search for',
    description: 'Search terms of the addresses that were asked for, the most frequent first.',
    shape: 'table',
    by: [{ by: 'values', label: 'Term', of: 'labels.search_term', most: 50 }],
    of: [{ take: 'count', label: 'Searches' }, clients],
  },
  events: {
    id: 'gapwatch-accesses-events',
    title: 'Accesses',
    description: 'Accesses in all.',
    shape: 'number',
    of: accesses,
  },
  clients: {
    id: 'gapwatch-accesses-clients',
    title: 'Client addresses',
    description: 'Different addresses that asked for something.',
    shape: 'number',
    of: clients,
  },
  bytes: {
    id: 'gapwatch-accesses-bytes',
    title: 'Mean answer',
    description: "Mean size of an answer's body.",
    shape: 'number',
    of: { take: 'mean', label: 'Mean size', of: 'http.response.body.bytes' },
  },
  map: {
    id: 'gapwatch-accesses-map',
    title: 'Where accesses come from',
    description:
      "Accesses by country. The outlines of the countries come from Elastic's map service, which your browser must reach.",
    only: { is: 'there', field: 'client.geo.country_iso_code' },
    shape: 'map',
    by: { by: 'values', label: 'Country', of: 'client.geo.country_iso_code', most: 250 },
    of: accesses,
  },
  places: {
    id: 'gapwatch-accesses-places',
    title: 'Places',
    description: 'The same with cities, for who cannot see the map. Elasticsearch must know where addresses are.',
    only: { is: 'there', field: 'client.geo.country_name' },
    shape: 'table',
    by: [
      { by: 'values', label: 'Country', of: 'client.geo.country_name', most: 20 },
      { by: 'values', label: 'City', of: 'client.geo.city_name', most: 5 },
    ],
    of: [accesses, clients],
  },
  classes: {
    id: 'gapwatch-accesses-classes',
    title: 'Accesses by answer',
    description: 'How accesses were answered, by the class of the status.',
    shape: 'columns',
    by: { by: 'time', label: 'Time', of: '@timestamp', every: 'auto' },
    split: {
      by: 'conditions',
      label: 'Answered with',
      of: classes.map((hundreds) => ({ label: `${hundreds}xx`, only: answered(hundreds) })),
    },
    of: accesses,
  },
  paths: {
    id: 'gapwatch-accesses-paths',
    title: 'Most asked for',
    description: 'Paths, the most frequent first, and how many accesses of each failed.',
    shape: 'table',
    by: [{ by: 'values', label: 'Path', of: 'url.path', most: 50 }],
    of: [
      accesses,
      { take: 'count', label: 'Failed', only: { is: 'one of', field: 'event.outcome', values: ['failure'] } },
      { take: 'mean', label: 'Mean size', of: 'http.response.body.bytes' },
    ],
  },
  intruders: {
    id: 'gapwatch-accesses-intruders',
    title: 'Who breaks rules',
    description: 'Clients by their abnormal accesses.',
    only: abnormal,
    shape: 'bars',
    by: { by: 'values', label: 'Client', of: 'client.address', most: 10 },
    of: accesses,
  },
  browsers: {
    id: 'gapwatch-accesses-browsers',
    title: 'Browsers and programs',
    description: 'What clients say they are.',
    shape: 'donut',
    by: { by: 'values', label: 'Program', of: 'user_agent.name', most: 8 },
    of: accesses,
  },
} as const satisfies Readonly<Record<string, Panel<AccessField>>>;
