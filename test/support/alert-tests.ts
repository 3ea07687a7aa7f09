import { availableParallelism } from 'node:os';
import { load } from 'js-yaml';
import type { Recordings } from '../../alerts/looking-back.ts';
import type { OwnedAlert } from '../../alerts/owners.ts';
import { rulesFile } from '../../alerts/rules-file.ts';
import { recordingsOf, testFiles } from '../../alerts/test-file.ts';
import type { GeneratedFile } from '../../config/generated-file.ts';
import type { Config } from '../../config/load-config.ts';
import { renderYaml } from '../../config/yaml.ts';
import type { Node } from '../../metrics/promql/node.ts';
import { nodesOf } from '../../metrics/promql/walk.ts';
import { recordingFile } from '../../prometheus/recording-file.ts';
import { recordingGroups } from '../../prometheus/recording-rules.ts';
import { writeGenerated } from './generated-folder.ts';
import { promtool } from './rule-tools.ts';

/** Names of the recorded series that an expression reads, those that these read included. */
const recordedIn = (node: Node, recordings: Recordings): readonly string[] =>
  nodesOf(node).flatMap((one) => {
    const recorded = one.type === 'selector' ? recordings.get(one.name) : undefined;
    return one.type === 'selector' && recorded ? [one.name, ...recordedIn(recorded, recordings)] : [];
  });

/**
 * The rules that an alert needs and the tests of it, alone in a folder: promtool evaluates all the rules that it is given.
 * @param tested the alert whose tests these are, where its rule is another one
 * @param nth the only one of its tests that is wanted
 */
const filesOf = (
  alert: OwnedAlert,
  tested: OwnedAlert,
  config: Config,
  recordings: Recordings,
  nth: number | undefined,
): readonly GeneratedFile[] => {
  const tests = testFiles([{ name: 'tested', alerts: [tested] }], config);
  const needed = new Set(recordedIn(alert.expr.node, recordings));
  const groups = recordingGroups(config).map((group) => ({
    ...group,
    recordings: group.recordings.filter(({ record }) => needed.has(record)),
  }));
  return [
    recordingFile(
      groups.filter((group) => group.recordings.length > 0),
      {},
    ),
    rulesFile([{ name: 'tested', alerts: [alert] }], config, {}),
    ...(nth === undefined ? tests : onlyTest(tests, nth)),
  ].map(({ path, text }) => ({ path: `${tested.name}/${path}`, text }));
};

/** Files of tests with one of them all, counted from 0; with none where there are fewer. */
const onlyTest = (files: readonly GeneratedFile[], nth: number): readonly GeneratedFile[] => {
  let counted = 0;
  return files.map(({ path, text }) => {
    const file = load(text) as { readonly tests: readonly unknown[] };
    const tests = file.tests.filter(() => counted++ === nth);
    return { path, text: renderYaml('a test', { ...file, tests }) };
  });
};

/**
 * Names of the tests that fail when the rules of some alerts are changed, or are as they are.
 * @param nth the only test of each that is run, counted from 0, if not all are
 */
export const failedTests = async (
  alerts: readonly OwnedAlert[],
  config: Config,
  change: (alert: OwnedAlert) => OwnedAlert = (alert) => alert,
  nth?: number,
): Promise<readonly string[]> => {
  const recordings = recordingsOf(config);
  const files = alerts.flatMap((alert) => filesOf(change(alert), alert, config, recordings, nth));
  const folder = await writeGenerated(files);
  try {
    const tests = files.filter(({ path, text }) => path.endsWith('.test.yml') && !text.includes('tests: []'));
    const processes = Math.min(availableParallelism(), tests.length);
    const shares = Array.from({ length: processes }, (_, n) => tests.filter((__, i) => i % processes === n));
    const verdicts = await Promise.all(
      shares.map((share) => promtool('test', 'rules', ...share.map(({ path }) => folder.path(path)))),
    );
    return verdicts.flatMap(({ output, well }) => {
      const names = [...output.matchAll(/^\s+name: (.+),$/gm)].map(([, name = '']) => name);
      // What is no verdict on a test, as a rule that promtool cannot read.
      if (!well && names.length === 0) throw new Error(output);
      return names;
    });
  } finally {
    await folder.remove();
  }
};
