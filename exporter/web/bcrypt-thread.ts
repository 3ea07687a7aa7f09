import { parentPort, workerData } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';

// A thread of its own, since a comparison takes a processor for 50 ms and more, on purpose.
const { password, hash }: { readonly password: string; readonly hash: string } = workerData;
parentPort?.postMessage(compareSync(password, hash));
