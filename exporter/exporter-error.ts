/** The exporter cannot start; the message is one sentence that names the key of the configuration. */
export class ExporterError extends Error {
  override name = 'ExporterError';
}
