import { register } from '../../metrics/prom-client.ts';
import type { SpoolMeter } from '../../spool/meter.ts';
import type { SpoolState } from '../../spool/spool.ts';
import { logMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** Measures a spool: gives what it tells, and takes what it holds, once there is one. Without one all stays at 0. */
export const measureSpool = (telemetry: Telemetry): { meter: SpoolMeter; watch: (state: () => SpoolState) => void } => {
  const { registry } = telemetry;
  const accepted = register(registry, logMetrics.accepted);
  const written = register(registry, logMetrics.written);
  const shipped = register(registry, logMetrics.shipped);
  const duplicates = register(registry, logMetrics.duplicates);
  const dropped = register(registry, logMetrics.dropped);
  const deadLetters = register(registry, logMetrics.deadLetters);
  const retries = register(registry, logMetrics.retries);
  const lag = register(registry, logMetrics.lag);
  const requestDuration = register(registry, logMetrics.requestDuration);
  const syncDuration = register(registry, logMetrics.syncDuration);
  const bytes = register(registry, logMetrics.spool);
  const limit = register(registry, logMetrics.spoolLimit);
  // Of several processes, the worst one tells how it stands.
  const oldest = register(registry, logMetrics.oldest, 'max');
  const up = register(registry, logMetrics.up, 'min');
  return {
    meter: {
      accepted(lines, size) {
        accepted.add({}, lines);
        written.add({}, size);
      },
      dropped: (reason, lines) => dropped.add({ reason }, lines),
      synced: (seconds) => syncDuration.observe({}, seconds),
      shipped(lines, seconds) {
        shipped.add({}, lines);
        lag.observe({}, seconds);
      },
      duplicate: (lines) => duplicates.add({}, lines),
      dead: (reason) => deadLetters.add({ reason }),
      retried: (reason) => retries.add({ reason }),
      requested: (seconds) => requestDuration.observe({}, seconds),
    },
    watch(state) {
      telemetry.beforeCollect(() => {
        const now = state();
        bytes.set({}, now.bytes);
        limit.set({}, now.limitBytes);
        oldest.set({}, now.oldestAge);
        up.set({}, now.up ? 1 : 0);
      });
    },
  };
};
