import { type KibanaPlace, kibanaUrl } from '../config/discover-url.ts';

/** Ids of the dashboards, which link to each other. */
export const chatBoard = 'gapwatch-logs-board';
export const accessesBoard = 'gapwatch-accesses-board';
export const servicesBoard = 'gapwatch-services-board';

/** Where a person sees one of them. */
export const kibanaBoardUrl = (
  id: typeof chatBoard | typeof accessesBoard | typeof servicesBoard,
  place: KibanaPlace,
): string => `${kibanaUrl(place)}/app/dashboards#/view/${id}`;
