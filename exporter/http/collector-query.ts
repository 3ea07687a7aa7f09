import type { Engine } from '../engine/engine.ts';

/** What `collect[]` and `exclude[]` of a request ask for: all where `only` is absent; or why that cannot be had. */
export type Asked = { readonly only?: ReadonlySet<string> } | { readonly refusal: string };

/** Reads which collectors a scrape asks for: those that `collect[]` names, or else all, without those of `exclude[]`. */
export const readAsked = (query: URLSearchParams, { names, disabled }: Pick<Engine, 'names' | 'disabled'>): Asked => {
  const collect = query.getAll('collect[]');
  const exclude = query.getAll('exclude[]');
  const unknown = [...collect, ...exclude].filter((name) => !names.includes(name) && !disabled.includes(name));
  if (unknown.length > 0) {
    return { refusal: `No such collector: ${unknown.join(', ')}. There are: ${names.join(', ')}.` };
  }
  const off = collect.filter((name) => disabled.includes(name));
  if (off.length > 0) {
    return {
      refusal: `Switched off: ${off.join(', ')} (exporter.collectors, --collector). There are: ${names.join(', ')}.`,
    };
  }
  if (collect.length === 0 && exclude.length === 0) return {};
  const base = collect.length > 0 ? collect : names;
  return { only: new Set(base.filter((name) => !exclude.includes(name))) };
};
