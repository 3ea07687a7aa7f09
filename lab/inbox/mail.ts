import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Message } from './message.ts';

/** What the mail server is given. */
export interface MailOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Whom it lets in, by their passwords; absent where nobody needs one. */
  readonly login?: { readonly user: string; readonly password: string };
  readonly onMessage: (message: Message) => void;
  readonly say: (line: string) => void;
}

/** A listening mail server. */
export interface MailServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Bytes. A mail about ten alerts has some twenty thousand. */
const largestMail = 1024 * 1024;

const levelOf = (title: string): Message['level'] =>
  title.startsWith('RESOLVED') ? 'resolved' : title.startsWith('PAGE') ? 'page' : 'ticket';

/** Reads a mail with a text, and the same as HTML. @throws Error if one of the two is missing */
const parseMail = async (source: Buffer, receivedAt: Date): Promise<Message> => {
  const { subject = '', text, html } = await PostalMime.parse(source);
  if (text === undefined || html === undefined) throw new Error('A mail has a text, and the same as HTML.');
  const links = [...html.matchAll(/<a href="([^"]+)" style=[^>]+>([^<]+)</g)].map(([, href = '', label = '']) => ({
    text: label,
    href: href.replaceAll('&amp;', '&'),
  }));
  return {
    receivedAt: receivedAt.toISOString(),
    by: 'mail',
    level: levelOf(subject),
    title: subject,
    text,
    html,
    links,
  };
};

/** Starts a server that takes mail for anybody, and keeps none. @throws Error if it cannot listen */
export const startMailServer = async ({ host, port, login, onMessage, say }: MailOptions): Promise<MailServer> => {
  const server = new SMTPServer({
    // On this machine only, so that nothing is to be hidden.
    disabledCommands: ['STARTTLS', ...(login ? [] : ['AUTH'])],
    allowInsecureAuth: true,
    authOptional: login === undefined,
    size: largestMail,
    // Milliseconds that it waits for clients when it stops; a lab has to stop sooner than it would.
    closeTimeout: 1_000,
    onAuth: ({ username, password }, _, done) =>
      username === login?.user && password === login?.password
        ? done(null, { user: username })
        : done(new Error('Invalid username or password')),
    onData(stream, _, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        parseMail(Buffer.concat(chunks), new Date()).then(
          (message) => {
            onMessage(message);
            done();
          },
          (error: unknown) => {
            say(`inbox: refused a mail: ${error instanceof Error ? error.message : String(error)}`);
            done(error instanceof Error ? error : new Error(String(error)));
          },
        );
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // Later it is a client that breaks off, which harms nobody else.
      server.on('error', (error) => say(`inbox: mail: ${error.message}`));
      resolve();
    });
  });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
