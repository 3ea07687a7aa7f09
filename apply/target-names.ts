/** The servers that can be compared and applied to, in the order in which they are: Kibana's objects are about Elasticsearch's. */
export const targetNames = ['elasticsearch', 'kibana', 'prometheus', 'alertmanager', 'grafana'] as const;

/** A key of `apply` in the configuration. */
export type TargetName = (typeof targetNames)[number];

/** How sentences call them. */
export const titles: Readonly<Record<TargetName, string>> = {
  elasticsearch: 'Elasticsearch',
  kibana: 'Kibana',
  prometheus: 'Prometheus',
  alertmanager: 'Alertmanager',
  grafana: 'Grafana',
};
