import type { Engine } from './engine/engine.ts';
import type { Outcome } from './engine/shared-collection.ts';

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** The page for a person who opens the exporter in a browser: each collector with how it last did. */
export const renderLandingPage = (engine: Pick<Engine, 'names' | 'outcomes'>, version: string): string => {
  const outcomes = new Map<string, Outcome>(engine.outcomes().map((outcome) => [outcome.name, outcome]));
  const rows = engine.names.map((name) => {
    const outcome = outcomes.get(name);
    const took = outcome ? `${(outcome.seconds * 1000).toFixed(1)} ms` : '';
    const why = [outcome?.reason, ...(outcome?.notes ?? [])].filter(Boolean).join(' ');
    const cells = [outcome?.state ?? 'not scraped yet', took, why].map((cell) => `<td>${escapeHtml(cell)}</td>`);
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>gapwatch exporter</title>
<h1>gapwatch exporter ${escapeHtml(version)}</h1>
<p><a href="/metrics">/metrics</a>, <a href="/-/healthy">/-/healthy</a>, <a href="/-/ready">/-/ready</a></p>
<table>
<thead><tr><th>Collector</th><th>Last collection</th><th>Took</th><th>Why</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</html>
`;
};
