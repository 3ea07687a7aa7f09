import { register } from '../../metrics/prom-client.ts';
import type { Build } from '../build.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from './telemetry.ts';

/** Tells what runs. Workers of the same build make one series, of two builds two. */
export const measureBuild = ({ registry }: Telemetry, { version, id }: Build): void => {
  register(registry, chatMetrics.build, 'max').set({ version, build_id: id, node_version: process.versions.node }, 1);
};
