// Files that comments and lists name are there: who follows one must not end nowhere.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { byHand } from '../../scripts/generate/by-hand.ts';

const sources = globSync('{shared,cli,functions,scripts,test,bench}/**/*.{ts,js}').filter(
  (path) => !path.includes('node_modules') && path !== 'test/docs/paths.test.ts',
);
const comment = /(?:^|\s)(?:\/\/|\*|\/\*\*) (.*)$/;
const named =
  /(?<![\w/.<-])(?:shared|cli|functions|scripts|test|docs|deploy|bench|events|examples|packaging)\/[\w./*-]*[\w*/]/g;

/** Files and folders named in comments, with the source that names them. */
function pathsNamed(file: string, text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((line) => {
    const [, said = ''] = comment.exec(line) ?? [];
    return [...said.matchAll(named)].map(([path]) => [file, path] as const);
  });
}

/** A decision may be named by its number alone. */
function isThere(path: string): boolean {
  if (existsSync(path)) return true;
  const pattern = /^docs\/decisions\/\d+$/.test(path) ? `${path}-*.md` : path;
  return globSync(pattern).length > 0;
}

it('named in comments are there', () => {
  const paths = sources.flatMap((file) => pathsNamed(file, readFileSync(file, 'utf8')));
  expect(paths.length).toBeGreaterThan(100);
  const gone = paths.filter(([, path]) => !isThere(path) && path !== 'deploy/web');
  expect(gone.map(([file, path]) => `${file} names ${path}`)).toEqual([]);
});

it('that are not there are seen', () => {
  const text =
    "// as in test/record/contract.ts\nconst a = 1; // docs/decisions/001\nconst b = 'shared/none.ts';\n";
  const paths = pathsNamed('x.ts', text).map(([, path]) => path);
  expect(paths).toEqual(['test/record/contract.ts', 'docs/decisions/001']);
  expect(paths.map(isThere)).toEqual([false, true]);
});

it('named in the lists of what is written by hand are there', () => {
  const texts = Object.values(byHand).flatMap((parts) => parts.flatMap(({ where, asks }) => [where, asks]));
  const paths = texts.flatMap((text) => text.match(named) ?? []);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});

it('of deploy/ are in the table of its README', () => {
  const page = readFileSync('deploy/README.md', 'utf8');
  const files = globSync(['deploy/*.{yml,json,md}', 'deploy/resources/*.yml'])
    .map((path) => path.slice('deploy/'.length))
    .filter((path) => path !== 'README.md');
  expect(
    files.filter((path) => !page.includes(`\n| \`${path}\` |`)),
    'add a row to the table of deploy/README.md',
  ).toEqual([]);
});
