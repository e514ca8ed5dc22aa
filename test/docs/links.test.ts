// Links between the documents lead somewhere, and every page can be found from an index.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const files = globSync([
  '*.md',
  'docs/**/*.md',
  'deploy/*.md',
  'events/*.md',
  'examples/**/*.md',
  '.github/*.md',
]).sort();

/** Relative links, as paths from the root; links to the web and to places in the page are left out. */
function linksIn(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) =>
    join(dirname(file), target),
  );
}

describe('documents', () => {
  it('link to what is there', () => {
    const broken = files.flatMap((file) =>
      linksIn(file).flatMap((target) => (existsSync(target) ? [] : [`${file}: ${target}`])),
    );
    expect(broken).toEqual([]);
  });

  it('name tests that are there', () => {
    const named = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/`(test\/[\w./-]+\.ts)`/g)].map(([, test = '']) => [
        file,
        test,
      ]),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(([, test = '']) => !existsSync(test))).toEqual([]);
  });

  it('are all to be found from the README or the index of docs', () => {
    const linked = new Set(['README.md', 'docs/README.md'].flatMap(linksIn));
    const pages = globSync(['*.md', 'docs/*.md', 'deploy/README.md', 'examples/README.md']);
    expect(pages.filter((page) => !linked.has(page) && page !== 'README.md').sort()).toEqual([]);
  });
});
