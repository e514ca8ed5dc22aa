// What a start of the bundle loads: the help page next to nothing, evaluating no SDK; and all of it is small.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const kilobyte = 1000;
const dist = 'dist';

/** Bytes that are read before a module of the bundle runs: its own, and of all that it imports at once. */
function loadedBy(path: string, seen = new Set<string>()): number {
  if (seen.has(path)) return 0;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  const imports = [...text.matchAll(/(?:\bfrom|^import|[;}\n]import)\s*"(\.[^"]+)"/g)].map(
    ([, found]) => found ?? '',
  );
  return imports.reduce((sum, found) => sum + loadedBy(join(dirname(path), found), seen), text.length);
}

function part(name: string): string {
  const found = readdirSync(`${dist}/parts`).filter((file) => new RegExp(`^${name}-\\w+\\.mjs$`).test(file));
  expect(found).toHaveLength(1);
  return `${dist}/parts/${found[0]}`;
}

describe('the bundle', () => {
  it('is under 3 MB', () => {
    const files = readdirSync(dist, { recursive: true, withFileTypes: true });
    const code = files.filter(({ name }) => name.endsWith('.mjs'));
    const bytes = code.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    expect(code.length).toBeGreaterThan(50);
    expect(bytes).toBeLessThan(3_000_000);
  });

  it('shows help and version by the command line’s parser alone', () => {
    expect(loadedBy(`${dist}/seawall.mjs`) + loadedBy(part('main'))).toBeLessThan(60 * kilobyte);
  });

  it('comes in few parts, for Node takes most of a millisecond to find and link each', () => {
    const seen = new Set<string>();
    for (const path of [`${dist}/seawall.mjs`, part('main'), part('evaluate')]) loadedBy(path, seen);
    expect(seen.size).toBeLessThan(12);
  });

  it('takes Node’s own modules as they are: their ES module faces load what nobody asked for', () => {
    const faces = /\bfrom"node:(?!module")/;
    const parts = readdirSync(`${dist}/parts`).filter((name) => name.endsWith('.mjs'));
    for (const name of parts)
      expect([name, faces.test(readFileSync(`${dist}/parts/${name}`, 'utf8'))]).toEqual([name, false]);
  });

  it('evaluates files without the SDK and without CEL', () => {
    const seen = new Set<string>();
    expect(loadedBy(part('evaluate'), seen)).toBeLessThan(1_300 * kilobyte);
    const lazy = /node_modules\/(?:@aws-sdk|@smithy|@bufbuild\/cel|@slack)\//;
    expect([...seen].flatMap(sourcesOf).filter((source) => lazy.test(source))).toEqual([]);
    expect(sourcesOf(part('compile')).filter((source) => lazy.test(source))).not.toEqual([]);
  });
});

function sourcesOf(path: string): readonly string[] {
  return JSON.parse(readFileSync(`${path}.map`, 'utf8')).sources;
}
