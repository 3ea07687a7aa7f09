import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { findPackageJSON, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

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
  /** All that the HTML asks for, by its path below the build's. */
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

/** In the HTML: the path of the build, and where the modules are announced so that they come at once. */
const marks = { build: '{build}', modules: '<!-- modules -->' };

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

/** JavaScript as a browser can load it: no types, and every import by a path that is served. */
const toJavaScript = (source: string): string =>
  stripTypeScriptTypes(source)
    .replace(/(from '\.[^']+)\.ts';/g, "$1.js';")
    .replace("from 'socket.io-client';", "from '../socket.io.js';");

/** socket.io's client as its package brings it for browsers, without the address of a map that is not served. */
const socketIo = async (): Promise<string> => {
  const manifest = findPackageJSON('socket.io-client', import.meta.url) ?? '';
  const text = await readFile(join(dirname(manifest), 'dist/socket.io.esm.min.js'), 'utf8');
  return text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
};

const readFolder = async (folder: string): Promise<[path: string, text: string][]> => {
  const names = (await readdir(join(import.meta.dirname, folder))).toSorted();
  const wanted = names.filter((name) => /\.(ts|css|svg|html)$/.test(name) && !name.endsWith('.test.ts'));
  return Promise.all(
    wanted.map(async (name) => {
      const text = await readFile(join(import.meta.dirname, folder, name), 'utf8');
      return name.endsWith('.ts')
        ? [`${folder}/${name.slice(0, -3)}.js`, toJavaScript(text)]
        : [`${folder}/${name}`, text];
    }),
  );
};

/** Reads the page's files and makes JavaScript of the TypeScript among them (a few hundred milliseconds). */
export const loadPage = async (): Promise<Page> => {
  const sources = new Map([['socket.io.js', await socketIo()], ...(await Promise.all(folders.map(readFolder))).flat()]);
  const html = 'browser/page.html';
  const template = sources.get(html) ?? '';
  sources.delete(html);
  const files = new Map([...sources].map(([path, text]) => [path, pageFile(path, text)]));
  const build = hashOf(template, ...[...files].flatMap(([path, { hash }]) => [path, hash]));
  const modules = [...files.keys()]
    .filter((path) => path.endsWith('.js'))
    .map((path) => `<link rel="modulepreload" href="${marks.build}/${path}">`);
  const filled = template.replace(marks.modules, modules.join('\n    ')).replaceAll(marks.build, `/page/${build}`);
  return { html: pageFile(html, filled), files, build };
};
