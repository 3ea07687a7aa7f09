import { posix } from 'node:path';

/** The one way in which the page's modules import: by the names that are exported. */
const imports = /^import \{((?:(?! as )[^}])*)\} from '([^']+)';$/gm;

/** The one way in which they export. */
const exports = /^export (?:const|class) (\w+)/gm;

/**
 * Joins modules into one, so that a browser fetches one file instead of dozens: each becomes a function that gives what the
 * module exports, and stands behind those that it imports. Packages are imported as before.
 * @param modules JavaScript by path
 * @param entry path of the module that begins
 * @throws Error if a module is not there, or imports or exports in a way that this does not know
 */
export const joinModules = (modules: ReadonlyMap<string, string>, entry: string): string => {
  const packages: string[] = [];
  const names = new Map<string, string>();
  const joined: string[] = [];

  /** Puts a module in line once. @returns the name by which those after it have what it exports */
  const join = (path: string): string => {
    const known = names.get(path);
    if (known !== undefined) return known;
    const source = modules.get(path);
    if (source === undefined) throw new Error(`The page has no module ${path}.`);
    const linked = source.replace(imports, (line, what: string, from: string) => {
      if (from.startsWith('.')) return `const {${what}} = ${join(posix.join(posix.dirname(path), from))};`;
      packages.push(line);
      return '';
    });
    const exported = [...linked.matchAll(exports)].map(([, name]) => name);
    const body = linked.replace(exports, (line) => line.slice('export '.length));
    const other = /^(?:import|export)\b.*/m.exec(body)?.[0];
    if (other !== undefined) throw new Error(`The page cannot join "${other}" of ${path}.`);
    const name = `module${names.size}`;
    names.set(path, name);
    joined.push(`// ${path}\nconst ${name} = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();\n`);
    return name;
  };
  join(entry);
  return [...packages, ...joined].join('\n');
};
