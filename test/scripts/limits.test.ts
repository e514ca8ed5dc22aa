// Sources stay short: what the linter cannot count (biome.json holds the limits of functions) is counted here.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const fileLimit = 250;
const examplesLimit = 60;

/** Longer than the limit, each with the reason. The list only shrinks. */
const longer: Readonly<Record<string, string>> = {
  'shared/commands/run.ts': 'one walk of what a shell runs; its steps hold each other',
  'shared/commands/shell-word.ts': 'the grammar of one word of a shell',
  'shared/iam/policy/match.ts': 'the matching of one statement of IAM',
  'shared/intake/documents/terraform/access.ts': 'a table of access resources of Terraform',
  'shared/model/workload.ts': 'the nouns of a workload: one interface, with what each field means',
};

const sources = globSync('{shared,cli,functions,scripts}/**/*.{ts,js}').filter(
  (path) => !path.includes('node_modules') && !path.endsWith('.examples.ts'),
);
const linesOf = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').length;

describe('limits', () => {
  it(`of a file: ${fileLimit} lines`, () => {
    expect(sources.length).toBeGreaterThan(900);
    const long = sources.filter((path) => linesOf(path) > fileLimit);
    expect(long.sort()).toEqual(Object.keys(longer));
  });

  it(`of examples in a control's own file: ${examplesLimit} lines`, () => {
    const long = sources.filter(
      (path) => path.startsWith('shared/controls/') && examplesIn(path) > examplesLimit,
    );
    expect(long, 'move them to <name>.examples.ts beside the control').toEqual([]);
  });

  it('leave room for the licence in the heading of each source', () => {
    const all = globSync('{shared,cli,functions,scripts}/**/*.{ts,js}');
    const named = (path: string) => /^(\/\/.*\n|#!.*\n)+/.exec(readFileSync(path, 'utf8'))?.[0] ?? '';
    const without = all.filter((path) => !path.includes('node_modules'));
    expect(
      without.filter((path) => !named(path).includes('// SPDX-License-Identifier: Apache-2.0\n')),
    ).toEqual([]);
  });

  it('name no file as an exception that is gone', () => {
    const { overrides } = JSON.parse(readFileSync('biome.json', 'utf8'));
    const named = overrides.flatMap(({ includes }: { includes: string[] }) => includes);
    const files = named.filter((name: string) => !name.includes('*'));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((name: string) => !existsSync(name))).toEqual([]);
  });
});

function examplesIn(path: string): number {
  const lines = readFileSync(path, 'utf8').split('\n');
  const start = lines.findIndex((line) => line.startsWith('export const examples = '));
  return start === -1
    ? 0
    : lines.findIndex((line, place) => place >= start && line.startsWith('}')) - start + 1;
}
