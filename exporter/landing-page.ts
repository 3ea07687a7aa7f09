import { createHash } from 'node:crypto';
import type { Details } from './engine/collector.ts';
import type { Engine, PastOutcome } from './engine/engine.ts';

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** What the page tells, and of whom. */
export interface LandingPageOptions {
  readonly engine: Pick<Engine, 'names' | 'disabled' | 'help' | 'outcomes' | 'details'>;
  readonly version: string;
  /** Addresses of the exporter, for a person to follow. */
  readonly paths: readonly string[];
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

const style = `
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem; color-scheme: light dark; }
table { border-collapse: collapse; }
caption { font-weight: bold; text-align: start; padding-block-start: 1.5rem; }
th, td { padding: 0.25rem 0.75rem; text-align: start; vertical-align: top; border-block-end: 1px solid #8886; }
`;

/** What the page may load and do: nothing but its own style. */
export const landingPagePolicy = (): string => {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
};

const renderHead = (head: readonly string[]): string =>
  `<thead><tr>${head.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('')}</tr></thead>`;

const renderDetails = ({ caption, head, rows }: Details): string => `<table>
<caption>${escapeHtml(caption)}</caption>
${renderHead(head)}
<tbody>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`).join('\n')}
</tbody>
</table>
`;

const columns = ['Collector', 'What it tells', 'Last collection', 'Took', 'Ago', 'Why'];

/** The page for a person who opens the exporter in a browser: each collector with how it last did, and when. */
export const renderLandingPage = ({ engine, version, paths, now = Date.now }: LandingPageOptions): string => {
  const outcomes = new Map<string, PastOutcome>(engine.outcomes().map((outcome) => [outcome.name, outcome]));
  const rowOf = (name: string, idle: string): string => {
    const outcome = outcomes.get(name);
    const cells = [
      engine.help(name),
      outcome?.state ?? idle,
      outcome ? `${(outcome.seconds * 1000).toFixed(1)} ms` : '',
      outcome ? `${Math.max(0, (now() - outcome.at) / 1000).toFixed(0)} s` : '',
      [outcome?.reason, ...(outcome?.notes ?? [])].filter(Boolean).join(' '),
    ].map((cell) => `<td>${escapeHtml(cell)}</td>`);
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`;
  };
  const rows = [
    ...engine.names.map((name) => rowOf(name, 'not scraped yet')),
    ...engine.disabled.map((name) => rowOf(name, 'switched off')),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>gapwatch exporter</title>
<style>${style}</style>
<h1>gapwatch exporter ${escapeHtml(version)}</h1>
<p>${paths.map((path) => `<a href="${escapeHtml(path)}">${escapeHtml(path)}</a>`).join(', ')}</p>
<table>
${renderHead(columns)}
<tbody>
${rows.join('\n')}
</tbody>
</table>
${engine.details().map(renderDetails).join('')}</html>
`;
};
