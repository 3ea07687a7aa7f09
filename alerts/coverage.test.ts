import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';
import { alertFiles } from './alert-files.ts';
import { coverageOf } from './coverage.ts';

const config = parseConfig({}, 'gapwatch.config.ts');
const sources = [...prometheusFiles(config), ...alertFiles(config)].map(({ path, text }) => ({ file: path, text }));

/** What is found when each text of a kind is changed. */
const changed = (kind: RegExp, from: RegExp, to: string) =>
  coverageOf(
    config,
    sources.map(({ file, text }) => ({ file, text: kind.test(file) ? text.replaceAll(from, to) : text })),
  );

it('is whole, of alerts, of their limits and of what is recorded', () => {
  const { text, findings } = coverageOf(config, sources);
  expect(findings).toEqual([]);
  expect(text).toMatch(/^Rule tests reach (\d+) of \1 alerts, (\d+) of \2 limits, (\d+) of \3 recorded series\.$/);
});

it('finds an alert that no test sees fire', () => {
  const { text, findings } = changed(/\.test\.yml$/, /alertname: ChatSplit/g, 'alertname: Other');
  expect(findings).toEqual([
    {
      file: 'alerts/generated/alerts.rules.yml',
      where: 'alert ChatSplit',
      rule: 'coverage',
      message: 'no test sees it fire, or none sees it quiet; add a scene to its definition.',
    },
    expect.objectContaining({ message: expect.stringContaining('just inside its limit alone') }),
  ]);
  expect(text).not.toMatch(/reach (\d+) of \1 alerts/);
});

it('finds a limit whose edge no test shows', () => {
  const { findings } = changed(/\.test\.yml$/, /just inside messageErrorCount/g, 'with few of them');
  expect(findings).toEqual([
    expect.objectContaining({
      where: 'alert MessageErrors',
      message: 'no test shows it just inside its limit messageErrorCount; add a scene, or a moment, to its definition.',
    }),
  ]);
});

it('finds a recorded series that no test asks for', () => {
  const { findings } = changed(
    /recording\.rules\.yml$/,
    /- record: job:chat_messages:rate5m/g,
    '- record: job:other:rate5m',
  );
  expect(findings).toEqual([
    {
      file: 'prometheus/generated/recording.rules.yml',
      where: 'recording rule job:other:rate5m',
      rule: 'coverage',
      message: 'no test asks what it stores; add it to alerts/recording-examples.ts.',
    },
  ]);
});
