import { ownDatasets } from './log-datasets.ts';

/** What decides where log lines go. Fixed values, so that the data stream has one name: TYPE-DATASET-NAMESPACE. */
export const logStream = { type: 'logs', dataset: ownDatasets.chat } as const;

/** The data stream that the log lines of a service go to. */
export const logDataStream = ({ environment }: { readonly environment: string }): string =>
  `${logStream.type}-${logStream.dataset}-${environment}`;

/** Those that the lines of the chat and of each service that is named go to, in this order. */
export const logDataStreams = ({
  environment,
  logs,
}: {
  readonly environment: string;
  readonly logs: { readonly services: readonly { readonly dataset: string; readonly environment: string }[] };
}): readonly string[] => [
  logDataStream({ environment }),
  ...logs.services.map((service) => `${logStream.type}-${service.dataset}-${service.environment}`),
];

/** The alias of the index that messages are searched in: each service and environment has its own, on one Elasticsearch. */
export const searchAlias = ({
  service,
  environment,
}: {
  readonly service: string;
  readonly environment: string;
}): string => `chat-messages-${service}-${environment}`;
