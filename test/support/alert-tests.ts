import { availableParallelism } from 'node:os';
import type { Recordings } from '../../alerts/looking-back.ts';
import type { OwnedAlert } from '../../alerts/owners.ts';
import { rulesFile } from '../../alerts/rules-file.ts';
import { recordingsOf, testFiles } from '../../alerts/test-file.ts';
import type { GeneratedFile } from '../../config/generated-file.ts';
import type { Config } from '../../config/load-config.ts';
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
 */
const filesOf = (
  alert: OwnedAlert,
  tested: OwnedAlert,
  config: Config,
  recordings: Recordings,
): readonly GeneratedFile[] => {
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
    ...testFiles([{ name: 'tested', alerts: [tested] }], config),
  ].map(({ path, text }) => ({ path: `${tested.name}/${path}`, text }));
};

/** Names of the tests that fail when the rules of some alerts are changed, or are as they are. */
export const failedTests = async (
  alerts: readonly OwnedAlert[],
  config: Config,
  change: (alert: OwnedAlert) => OwnedAlert = (alert) => alert,
): Promise<readonly string[]> => {
  const recordings = recordingsOf(config);
  const files = alerts.flatMap((alert) => filesOf(change(alert), alert, config, recordings));
  const folder = await writeGenerated(files);
  try {
    const tests = files.filter(({ path, text }) => path.endsWith('.test.yml') && !text.includes('tests: []'));
    const processes = availableParallelism();
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
