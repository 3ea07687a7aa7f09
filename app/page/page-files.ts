import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { findPackageJSON, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { joinModules } from './join-modules.ts';

/** A file as a browser gets it. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
  /** Tells two states of the file apart. */
  readonly hash: string;
}

/** The page, ready to be sent. */
export interface Page {
  readonly html: PageFile;
  /** All that the HTML asks for, by its name. */
  readonly files: ReadonlyMap<string, PageFile>;
  /** Tells two states of all files apart. It is in their paths, so that a browser may keep them for ever. */
  readonly build: string;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
};

/** Folders of this one whose modules run in the browser: what it shows, and what it knows without showing. */
const folders = ['browser', 'model'];

/** The style sheets in the order in which they become one. */
const sheets = ['theme', 'controls', 'top', 'layout', 'search', 'log', 'message', 'composer'];

/** In the HTML: the path of the build. */
const mark = '{build}';

const hashOf = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('base64url').slice(0, 16);
};

const pageFile = (path: string, text: string): PageFile => {
  const body = Buffer.from(text);
  const type = `${types[path.split('.').at(-1) ?? '']}; charset=utf-8`;
  return { type, body, zipped: gzipSync(body, { level: 9 }), hash: hashOf(body) };
};

const read = (path: string): Promise<string> => readFile(join(import.meta.dirname, path), 'utf8');

/** The page's modules as one, in JavaScript. */
const script = async (): Promise<string> => {
  const paths = folders.map(async (folder) => {
    const names = await readdir(join(import.meta.dirname, folder));
    return names.filter((name) => /(?<!\.test)\.ts$/.test(name)).map((name) => `${folder}/${name}`);
  });
  const modules = (await Promise.all(paths)).flat().map(async (path) => [path, stripTypeScriptTypes(await read(path))]);
  const joined = joinModules(new Map((await Promise.all(modules)) as [string, string][]), 'browser/main.ts');
  return joined.replace("from 'socket.io-client';", "from './socket.io.js';");
};

/** socket.io's client as its package brings it for browsers, without the address of a map that is not served. */
const socketIo = async (): Promise<string> => {
  const manifest = findPackageJSON('socket.io-client', import.meta.url) ?? '';
  const text = await readFile(join(dirname(manifest), 'dist/socket.io.esm.min.js'), 'utf8');
  return text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
};

/**
 * Reads the page's files and makes of them few, each of which costs a browser far away a wait (a few hundred milliseconds):
 * one script of the TypeScript, one style sheet.
 */
export const loadPage = async (): Promise<Page> => {
  const [template, ...texts] = await Promise.all([
    read('browser/page.html'),
    script(),
    socketIo(),
    Promise.all(sheets.map((name) => read(`browser/${name}.css`))).then((parts) => parts.join('\n')),
    read('browser/icon.svg'),
  ]);
  const names = ['page.js', 'socket.io.js', 'page.css', 'icon.svg'];
  const files = new Map(names.map((name, i) => [name, pageFile(name, texts[i] ?? '')]));
  const build = hashOf(template, ...[...files].flatMap(([name, { hash }]) => [name, hash]));
  return { html: pageFile('page.html', template.replaceAll(mark, `/page/${build}`)), files, build };
};
