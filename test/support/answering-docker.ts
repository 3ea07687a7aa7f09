import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import {
  type AnsweringDocker,
  answerAsDocker,
  type DockerAnswers,
  type DockerWatch,
  watchDocker,
} from './docker-answers.ts';
import { healthySwarm } from './swarm-answers.ts';

/** A stand-in for a Docker engine, and what watches it. */
interface WatchedDocker {
  readonly docker: AnsweringDocker;
  readonly watch: DockerWatch;
  /** What it answers from now on: a healthy swarm at first. */
  answers: DockerAnswers;
}

/** Has a stand-in for a Docker engine, and what watches it, for each test of a file. */
export const useAnsweringDocker = (): WatchedDocker => {
  let folder: string;
  let docker: AnsweringDocker;
  let watch: DockerWatch;
  let answers: DockerAnswers;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-swarm-'));
    answers = healthySwarm;
    docker = await answerAsDocker(join(folder, 'docker.sock'), () => answers);
    watch = watchDocker(join(folder, 'docker.sock'));
  });
  afterEach(async () => {
    await watch.close();
    await docker.stop();
    await rm(folder, { recursive: true });
  });
  return {
    get docker() {
      return docker;
    },
    get watch() {
      return watch;
    },
    get answers() {
      return answers;
    },
    set answers(next) {
      answers = next;
    },
  };
};
