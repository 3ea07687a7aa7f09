import { describe, expect, it } from 'vitest';
import { joinModules } from './join-modules.ts';

/** What the joined module does, run as a browser would. */
const run = async (modules: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const text = joinModules(new Map(Object.entries(modules)), 'a/main.ts');
  const { said }: { said: readonly string[] } = await import(
    `data:text/javascript,${encodeURIComponent(`const said = [];\n${text}\nexport { said };`)}`
  );
  return said;
};

describe('modules joined into one', () => {
  it('run once each, those imported first, and share no names', async () => {
    expect(
      await run({
        'a/main.ts':
          "import { one, } from './one.ts';\nimport { Two } from '../b/two.ts';\nsaid.push(one, new Two().name);",
        'a/one.ts': "import { Two } from '../b/two.ts';\nconst own = new Two().name;\nexport const one = own + '!';",
        'b/two.ts': "const own = 'two';\nsaid.push('once');\nexport class Two {\n  name = own;\n}",
        'b/unused.ts': "said.push('never');",
      }),
    ).toEqual(['once', 'two!', 'two']);
  });

  it('import packages as before', () => {
    const modules = new Map([['main.ts', "import { io } from 'a-package';\nio();"]]);
    expect(joinModules(modules, 'main.ts')).toMatch(/^import \{ io \} from 'a-package';\n/);
  });

  it.each([
    ["import { a } from './gone.ts';", 'The page has no module gone.ts.'],
    ["import * as a from './main.ts';", `The page cannot join "import * as a from './main.ts';" of main.ts.`],
    ["import { a as b } from './main.ts';", `The page cannot join "import { a as b } from './main.ts';" of main.ts.`],
    ['export let a = 1;', 'The page cannot join "export let a = 1;" of main.ts.'],
  ])('are refused where they say %j', (source, message) => {
    expect(() => joinModules(new Map([['main.ts', source]]), 'main.ts')).toThrow(message);
  });
});
