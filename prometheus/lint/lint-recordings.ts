import type { Finding } from '../../config/finding.ts';
import { parsePromql } from './parse-promql.ts';
import type { RecordingRule, RecordingUnderLint, WrittenRecording } from './recording-rule.ts';
import { recordName } from './recordings/record-name.ts';
import { recordOnce } from './recordings/record-once.ts';
import { recordWindow } from './recordings/record-window.ts';
import { parseRules, placeOfRule, type SourceText } from './rules-text.ts';

/** Every rule for rules that record, in the order of its findings; those for expressions stand beside. */
export const recordingRules: readonly RecordingRule[] = [recordName, recordWindow, recordOnce];

const isRecording = <T extends { readonly record?: string | undefined }>(rule: T): rule is T & { record: string } =>
  rule.record !== undefined;

/** Looks for what recording rules should not have. */
export const lintRecordings = (sources: readonly SourceText[]): Finding[] => {
  const written = sources.flatMap((source) => {
    const parsed = parseRules(source);
    return 'value' in parsed ? parsed.value.filter(isRecording).map((rule) => ({ file: source.file, rule })) : [];
  });
  return written.flatMap(({ file, rule }, i) => {
    const parsed = parsePromql(rule.expr);
    // What cannot be read is a finding of the rules for expressions.
    if ('near' in parsed) return [];
    const earlier: WrittenRecording[] = written.slice(0, i).map((one) => one.rule);
    const subject: RecordingUnderLint = { ...rule, syntax: parsed.syntax, earlier };
    return recordingRules.flatMap(({ name, find }) =>
      find(subject).map((message) => ({ file, where: placeOfRule(rule), rule: name, message })),
    );
  });
};
