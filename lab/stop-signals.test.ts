import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { listenForStop } from './stop-signals.ts';

const listen = () => {
  const emitter = new EventEmitter();
  const heard: string[] = [];
  const clock = { ms: 0 };
  const handlers = { onStop: () => heard.push('stop'), onAgain: () => heard.push('again') };
  const unlisten = listenForStop(emitter, handlers, () => clock.ms);
  return { emitter, heard, clock, unlisten };
};

it('takes any of the three signals for a request, and a later one for impatience', () => {
  const { emitter, heard, clock } = listen();
  emitter.emit('SIGHUP');
  clock.ms = 501;
  emitter.emit('SIGINT');
  emitter.emit('SIGTERM');
  expect(heard).toEqual(['stop', 'again', 'again']);
});

it('counts a Ctrl-C once that both the terminal and npm pass on', () => {
  const { emitter, heard, clock } = listen();
  emitter.emit('SIGINT');
  clock.ms = 500;
  emitter.emit('SIGINT');
  expect(heard).toEqual(['stop']);
});

it('leaves nothing listening', () => {
  const { emitter, unlisten } = listen();
  unlisten();
  expect(emitter.eventNames()).toEqual([]);
});
