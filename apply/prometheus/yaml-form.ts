import { load } from 'js-yaml';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { secondsOf } from '../../prometheus/lint/literals.ts';
import { ApplyError } from '../apply-error.ts';
import type { Same } from '../tree/equate.ts';

/** What Prometheus and Alertmanager write where they hold something secret. */
export const hidden = '<secret>';

/** Keys whose values are lengths of time, printed in another unit than they were written. */
const durationKey = /(interval|timeout|wait|offset|_for|age|duration|timeout_wait)$|^for$/;

/** Keys that name files, which the servers tell with the folder of their configuration before them. */
const fileKey = /^(rule_files|templates)$|_file$/;

const ending = (path: string): string => path.replace(/^(\.\.?\/)+/, '');

const samePath = (found: string, wanted: string): boolean => {
  const [there, ours] = [ending(found), ending(wanted)];
  return there === ours || there.endsWith(`/${ours}`);
};

const sameDuration = (found: string, wanted: string): boolean => {
  const [there, ours] = [secondsOf(found), secondsOf(wanted)];
  return there !== undefined && there === ours;
};

/** Whether a value that the server tells is what the file says. What it keeps secret passes for anything. */
export const sameInYaml: Same = (found, wanted, key) => {
  if (found === hidden) return true;
  if (typeof found !== 'string' || typeof wanted !== 'string') return false;
  if (durationKey.test(key)) return sameDuration(found, wanted);
  return fileKey.test(key) && samePath(found, wanted);
};

/** How many values the server keeps secret, and nobody can compare. */
export const countHidden = (text: string): number => text.split(hidden).length - 1;

/** The generated file of a path. @throws ApplyError if nothing generates it */
export const fileOf = (files: readonly GeneratedFile[], path: string): GeneratedFile => {
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new ApplyError(`Nothing generates ${path}.`);
  return file;
};

/** @throws ApplyError if the text is no YAML, which is the server's fault */
export const parseYaml = (text: string, what: string): unknown => {
  try {
    return load(text);
  } catch (cause) {
    throw new ApplyError(`${what} is no YAML.`, { cause });
  }
};
