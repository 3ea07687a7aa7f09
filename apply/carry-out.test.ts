import { expect, it } from 'vitest';
import { ApplyError, Refusal } from './apply-error.ts';
import { carryOut } from './carry-out.ts';
import type { Step } from './target.ts';

const go = () => new AbortController().signal;

/** Steps that write down what is done. */
const recorder = () => {
  const done: string[] = [];
  const step = (name: string, fault?: Error, undoFault?: Error): Step & { readonly undo: () => Promise<void> } => ({
    async run() {
      done.push(name);
      if (fault) throw fault;
    },
    async undo() {
      done.push(`undo ${name}`);
      if (undoFault) throw undoFault;
    },
  });
  return { done, step };
};

it('does all steps in order', async () => {
  const { done, step } = recorder();
  await carryOut([step('a'), step('b')], go());
  expect(done).toEqual(['a', 'b']);
});

it('takes back what was done before a refusal, the last first, but not what was refused', async () => {
  const { done, step } = recorder();
  const steps = [step('a'), step('b'), step('c', new Refusal('No.')), step('d')];
  await expect(carryOut(steps, go())).rejects.toThrow('No. What was done before was taken back.');
  expect(done).toEqual(['a', 'b', 'c', 'undo b', 'undo a']);
});

it('takes back what nobody knows to have been done', async () => {
  const { done, step } = recorder();
  await expect(carryOut([step('a', new ApplyError('Silence.'))], go())).rejects.toThrow(
    'Silence. What was done before was taken back.',
  );
  expect(done).toEqual(['a', 'undo a']);
});

it('says that nothing was changed where the first step is refused', async () => {
  const { step } = recorder();
  await expect(carryOut([step('a', new Refusal('No.'))], go())).rejects.toThrow('No. Nothing was changed.');
});

it('says what could not be taken back, and takes back the rest', async () => {
  const { done, step } = recorder();
  const steps = [step('a'), step('b', undefined, new Error('B stays.')), step('c', new Refusal('No.'))];
  await expect(carryOut(steps, go())).rejects.toThrow(
    'No. What was done before could not be taken back whole: B stays.',
  );
  expect(done).toEqual(['a', 'b', 'c', 'undo b', 'undo a']);
});

it('claims nothing of a step that has no way back', async () => {
  const step: Step = { run: () => Promise.reject(new ApplyError('Half done.')) };
  await expect(carryOut([step], go())).rejects.toThrow(/^Half done\.$/);
});

it('stops between steps when it is interrupted, and takes back', async () => {
  const { done, step } = recorder();
  const stop = new AbortController();
  const interrupting: Step = { run: async () => stop.abort(new ApplyError('Interrupted.')), undo: step('x').undo };
  await expect(carryOut([interrupting, step('b')], stop.signal)).rejects.toThrow('Interrupted.');
  expect(done).toEqual(['undo x']);
});
