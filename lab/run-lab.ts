import { createLab, type LabOptions } from './lab.ts';
import { listenForStop } from './stop-signals.ts';

/**
 * Runs a lab until it is asked to stop, and then stops it; asked a second time, it kills everything.
 * @throws LabError if it cannot start
 */
export const runLab = async (options: LabOptions): Promise<void> => {
  const lab = createLab(options);
  const asked = Promise.withResolvers<void>();
  let stopped: Promise<void> | undefined;
  const unlisten = listenForStop(process, {
    onStop() {
      options.say('Stopping; once more kills everything at once.');
      stopped = lab.stop();
      asked.resolve();
    },
    onAgain: lab.kill,
  });
  try {
    await lab.start().catch((error: unknown) => {
      // What breaks off because it was asked to has not failed.
      if (stopped === undefined) throw error;
    });
    await asked.promise;
    await stopped;
    options.say('Stopped.');
  } finally {
    unlisten();
  }
};
