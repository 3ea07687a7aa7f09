import { escapeHtml, renderLink, renderText } from './html.ts';
import type { Message } from './message.ts';

/** A mail shows itself, shut off from the page; its links open beside. */
const renderMail = (html: string): string =>
  `<iframe title="mail" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escapeHtml(`<base target="_blank">${html}`)}"></iframe>`;

const renderButtons = ({ links }: Message): string =>
  `<p class="buttons">${links.map(({ text, href }) => renderLink(text, href)).join('')}</p>`;

/** Slack shows a line between asterisks as a heading. */
const renderLines = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => renderText(line).replace(/^\*(.+)\*$/, '<strong>$1</strong>'))
    .join('\n');

/** Renders a message as the person sees it who gets it. */
export const renderMessage = (message: Message): string => {
  const { receivedAt, by, level, title, text, foot = '', html } = message;
  const time = receivedAt.slice(0, 19).replace('T', ' ');
  const body =
    html === undefined
      ? `<p>${renderLines(text)}</p>\n<small>${escapeHtml(foot)}</small>${renderButtons(message)}`
      : `${renderMail(html)}<details><summary>as text</summary><p>${renderText(text.trim())}</p></details>`;
  return `<article class="${level}">
<header>${by}, ${time} UTC</header>
<h3>${escapeHtml(title)}</h3>
${body}
</article>`;
};
