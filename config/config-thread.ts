import { parentPort, workerData } from 'node:worker_threads';
import { loadConfig } from './load-config.ts';

// A thread of its own, since Node imports a file once: here the configuration, and all that it imports, is as it is now.
const sayError = (error: unknown) => ({ sentence: error instanceof Error ? error.message : String(error) });
parentPort?.postMessage(await loadConfig(String(workerData)).then((config) => ({ config }), sayError));
