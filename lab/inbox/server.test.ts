import { mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Notification } from './notification.ts';
import { type Inbox, startInbox } from './server.ts';

const firing = (alertname: string, summary = 'MySQL does not answer', annotations = {}) => ({
  version: '4',
  status: 'firing',
  receiver: 'inbox',
  groupLabels: { alertname },
  alerts: [
    {
      status: 'firing',
      labels: { alertname, severity: 'page', instance: 'db:3306', environment: 'lab' },
      annotations: { summary, ...annotations },
      startsAt: '2026-01-02T03:04:05.678Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://127.0.0.1:19090/graph',
      fingerprint: 'c0ffee',
    },
  ],
});

describe('inbox', () => {
  let folder: string;
  let inbox: Inbox;
  let base: string;
  const said: string[] = [];
  const arrived: Notification[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-inbox-'));
    await writeFile(join(folder, 'MySQLDown.md'), '# MySQLDown\n');
    await writeFile(join(folder, 'secret.txt'), 'hidden');
    inbox = await startInbox({
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'inbox.jsonl'),
      runbooks: folder,
      usual: { environment: 'lab' },
      say: (line) => said.push(line),
      onNotification: (notification) => arrived.push(notification),
    });
    base = `http://127.0.0.1:${inbox.port}`;
  });
  afterAll(async () => {
    await inbox.close();
    await rm(folder, { recursive: true });
  });

  const post = (body: string) => fetch(base, { method: 'POST', body });

  it('tells, lists and writes down what arrives', async () => {
    expect((await post(JSON.stringify(firing('MySQLDown')))).status).toBe(200);
    expect(arrived.at(-1)).toMatchObject({ alertname: 'MySQLDown', status: 'firing', severity: 'page' });
    const listed = (await (await fetch(`${base}/notifications`)).json()) as Notification[];
    expect(listed[0]).toMatchObject({ alertname: 'MySQLDown', summary: 'MySQL does not answer' });
    const lines = (await readFile(join(folder, 'inbox.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual(listed[0]);
  });

  it('shows what it cannot write down, and takes it as received', async () => {
    await rm(join(folder, 'inbox.jsonl'));
    await mkdir(join(folder, 'inbox.jsonl'));
    expect((await post(JSON.stringify(firing('Unwritten')))).status).toBe(200);
    expect(arrived.at(-1)).toMatchObject({ alertname: 'Unwritten' });
    expect(await (await fetch(base)).text()).toContain('<strong>Unwritten</strong>');
    expect(said.at(-1)).toMatch(/^inbox: a notification cannot be kept in .+inbox\.jsonl: Error: EISDIR/);
    await rmdir(join(folder, 'inbox.jsonl'));
  });

  it('finds by alert and status', async () => {
    await post(JSON.stringify(firing('Watchdog')));
    const find = async (query: string) =>
      ((await (await fetch(`${base}/notifications?${query}`)).json()) as Notification[]).map((one) => one.alertname);
    expect(await find('alertname=Watchdog&status=firing')).toEqual(['Watchdog']);
    expect(await find('alertname=Watchdog&status=resolved')).toEqual([]);
  });

  it('escapes what it shows on the page', async () => {
    await post(JSON.stringify(firing('Odd', '<script>alert(1)</script>')));
    const page = await (await fetch(base)).text();
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script>');
  });

  it('shows what an alert is about, and links what there is to read, on the web only', async () => {
    const links = { runbook_url: 'http://127.0.0.1:1/runbooks/A.md?a=1&b="2"', dashboard_url: 'javascript:alert(1)' };
    await post(JSON.stringify(firing('Linked', 'linked', links)));
    const page = await (await fetch(base)).text();
    const row = page.split('\n').find((line) => line.includes('<strong>Linked</strong>'));
    expect(row).toContain('<td><code>instance=db:3306</code></td>');
    expect(row).toContain('<a href="http://127.0.0.1:1/runbooks/A.md?a=1&amp;b=%222%22">runbook</a>');
    expect(row).not.toContain('dashboard');
    expect(page).not.toContain('javascript');
  });

  it('keeps together what arrived together', async () => {
    const { alerts, ...group } = firing('Grouped');
    await post(JSON.stringify({ ...group, alerts: [...alerts, ...alerts] }));
    await post(JSON.stringify({ ...group, alerts }));
    const page = await (await fetch(base)).text();
    const groups = page.split('<tbody>').filter((part) => part.includes('<code>alertname=Grouped</code>'));
    expect(groups.map((part) => part.split('<strong>Grouped</strong>').length - 1)).toEqual([1, 2]);
  });

  const slack = (text: string, color = 'danger') => ({
    attachments: [
      {
        fallback: 'PAGE: x',
        callback_id: '',
        color,
        title: 'PAGE: a &lt;b&gt;',
        title_link: 'http://127.0.0.1:1/',
        text,
        footer: 'X in lab',
        mrkdwn_in: ['text'],
        actions: [{ type: 'button', text: 'Runbook', url: 'http://127.0.0.1:1/r?a=1&b=2' }],
      },
    ],
  });
  const postSlack = (body: object) => fetch(`${base}/slack`, { method: 'POST', body: JSON.stringify(body) });

  it('shows what people get as they see it', async () => {
    const answer = await postSlack(slack('*All &amp; more*\nSee http://127.0.0.1:1/x'));
    expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
    const page = await (await fetch(base)).text();
    const [card = ''] = /<article class="page">[\s\S]*?<\/article>/.exec(page) ?? [];
    expect(card).toContain('<h3>PAGE: a &lt;b&gt;</h3>');
    expect(card).toContain('<strong>All &amp; more</strong>\nSee <a href="http://127.0.0.1:1/x">');
    expect(card).toContain('<small>X in lab</small>');
    expect(card).toContain('<a href="http://127.0.0.1:1/r?a=1&amp;b=2">Runbook</a>');
    expect(await (await fetch(`${base}/messages`)).json()).toMatchObject([{ by: 'Slack', level: 'page' }]);
  });

  it('shuts a mail off from the page', async () => {
    inbox.add({
      receivedAt: '2026-01-02T03:04:05.678Z',
      by: 'mail',
      level: 'ticket',
      title: 'TICKET: x',
      text: 'as text',
      html: '<p onclick="steal()">x</p></iframe><script>steal()</script>',
      links: [],
    });
    const page = await (await fetch(base)).text();
    expect(page).toContain(
      '<iframe title="mail" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="&lt;base target=&quot;_blank&quot;&gt;&lt;p onclick=&quot;steal()&quot;&gt;x&lt;/p&gt;&lt;/iframe&gt;',
    );
    expect(page).not.toContain('<script>');
  });

  it('answers as the services would to what they would refuse', async () => {
    const refused = await postSlack(slack('a < b'));
    expect([refused.status, await refused.text()]).toEqual([400, 'The body was refused: invalid_payload.\n']);
    expect(said.at(-1)).toBe('inbox: refused a notification: invalid_payload');
    const event = await fetch(`${base}/pagerduty`, { method: 'POST', body: '{}' });
    expect([event.status, await event.text()]).toEqual([400, expect.stringMatching(/Event object is invalid/)]);
    const elsewhere = await fetch(`${base}/teams`, { method: 'POST', body: '{}' });
    expect([elsewhere.status, await elsewhere.text()]).toEqual([
      404,
      'Notifications are taken at /, /slack, /pagerduty.\n',
    ]);
  });

  it.each([
    ['no JSON', '{"alerts":', 'inbox: refused a notification: it is not JSON'],
    [
      'another body',
      '{"alerts":[{"status":"maybe"}]}',
      'inbox: refused a notification: it is not what Alertmanager sends',
    ],
    ['null', 'null', 'inbox: refused a notification: it is not what Alertmanager sends'],
    ['nothing', '', 'inbox: refused a notification: it is not JSON'],
  ])('answers 400 to %s, with a line', async (_, body, line) => {
    expect((await post(body)).status).toBe(400);
    expect(said.at(-1)).toBe(line);
  });

  it('answers 413 to more than a mebibyte, and goes on', async () => {
    expect((await post('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect(said.at(-1)).toBe('inbox: refused a notification: it is longer than 1048576 bytes');
    expect((await post(JSON.stringify(firing('Watchdog')))).status).toBe(200);
  });

  it('goes on when a sender hangs up half way', async () => {
    const socket = connect(inbox.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: inbox\r\ncontent-length: 100\r\n\r\n{"alerts"');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.destroy();
    expect((await post(JSON.stringify(firing('Watchdog')))).status).toBe(200);
  });

  it('serves runbooks, and nothing outside their folder', async () => {
    const runbook = await fetch(`${base}/runbooks/MySQLDown.md`);
    expect([runbook.status, await runbook.text()]).toEqual([200, '# MySQLDown\n']);
    // A browser shows it; Markdown it would only save.
    expect(runbook.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect((await fetch(`${base}/runbooks/None.md`)).status).toBe(404);
    expect((await fetch(`${base}/runbooks/secret.txt`)).status).toBe(404);
    for (const path of ['/runbooks/../secret.txt', '/runbooks/..%2fsecret.txt', '/runbooks/%2e%2e/MySQLDown.md']) {
      // fetch would resolve the dots itself.
      const socket = connect(inbox.port, '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.1\r\nhost: inbox\r\nconnection: close\r\n\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 /);
    }
  });
});
