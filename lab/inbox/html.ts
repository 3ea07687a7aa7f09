import { webLink } from './about.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Every character that could end a text or an attribute in HTML; what alerts say comes from outside. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** A link to an address of the web; nothing where it is none. */
export const renderLink = (text: string, address: string | undefined): string => {
  const href = webLink(address);
  return href === undefined ? '' : `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
};

/** A text whose addresses can be followed. */
export const renderText = (text: string): string =>
  text
    // Every second part is an address.
    .split(/(https?:\/\/\S+)/)
    .map((part, i) => (i % 2 === 1 ? renderLink(part, part) : escapeHtml(part)))
    .join('');

/** Style sheet of the page: a card is as wide as a phone. */
export const style = `
:root { color-scheme: light dark; --page: #b00020; --ticket: #8a5300; --resolved: #1b6e2e; --soft: #5c5c5c; --line: #d9d9d9; --code: #eee; }
@media (prefers-color-scheme: dark) {
  :root { --page: #ff6b7d; --ticket: #ffb454; --resolved: #7bd88f; --soft: #a5a5a5; --line: #444; --code: #2c2c2c; }
}
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1.2rem; max-width: 84rem; }
h2 { margin: 2rem 0 0.4rem; font-size: 1.2rem; }
.messages { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); align-items: start; }
article { border: 1px solid var(--line); border-left: 5px solid var(--ticket); border-radius: 6px; padding: 0.7rem 0.9rem; overflow-wrap: anywhere; }
article.page { border-left-color: var(--page); }
article.resolved { border-left-color: var(--resolved); }
article header { color: var(--soft); font-size: 0.85rem; }
article h3 { margin: 0.2rem 0 0.4rem; font-size: 1.05rem; }
article p { margin: 0; white-space: pre-line; }
article iframe { width: 100%; height: 22rem; border: 1px solid var(--line); border-radius: 4px; background: #fff; }
.buttons a { display: inline-block; margin: 0.6rem 0.5rem 0 0; padding: 0.5rem 0.9rem; border: 1px solid var(--line); border-radius: 5px; text-decoration: none; font-weight: 600; }
table { border-collapse: collapse; }
td, th { padding: 0.3rem 1.2rem 0.3rem 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid currentcolor; }
tbody th { padding-top: 1.2rem; font-weight: normal; color: var(--soft); border-bottom: 1px solid var(--line); }
small { color: var(--soft); }
code { background: var(--code); padding: 0 0.3em; overflow-wrap: anywhere; display: inline-block; }
tr.firing td:first-child { color: var(--page); }
tr.resolved td:first-child { color: var(--resolved); }
@media (max-width: 48rem) {
  thead { display: none; }
  table, tbody, tr, td, th { display: block; }
  tr { padding: 0.5rem 0; }
  td, th { padding: 0; }
}
`;
