import { ownDatasets } from './log-datasets.ts';

/** What decides where log lines go. Fixed values, so that the data stream has one name: TYPE-DATASET-NAMESPACE. */
export const logStream = { type: 'logs', dataset: ownDatasets.chat } as const;

/** Id of Kibana's view of those lines, which links from elsewhere name. */
export const logDataView = 'gapwatch-logs';

/** Id of Kibana's view of nginx' accesses. */
export const accessDataView = 'gapwatch-accesses';

/** The data stream that the log lines of a service go to. */
export const logDataStream = ({ environment }: { readonly environment: string }): string =>
  `${logStream.type}-${logStream.dataset}-${environment}`;

/** The alias of the index that messages are searched in: each service and environment has its own, on one Elasticsearch. */
export const searchAlias = ({
  service,
  environment,
}: {
  readonly service: string;
  readonly environment: string;
}): string => `chat-messages-${service}-${environment}`;
