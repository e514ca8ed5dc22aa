// What the README shows and counts is so.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { seawall } from '../cli/cli.ts';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('shows what the command prints on a terminal of 80 columns, line by line', () => {
    const [shown = '', args = ''] =
      /^ {4}\$ npx --no-install seawall (.*)\n(?:(?: {4}.*)?\n)+/m.exec(readme) ?? [];
    const terminal = 'process.stdout.isTTY=true;process.stdout.columns=80';
    const { stdout } = seawall(args.split(' '), {
      cwd: process.cwd(),
      env: { NODE_OPTIONS: `--import data:text/javascript,${terminal}`, NO_COLOR: '1' },
    });
    const lines = shown.trimEnd().split('\n').slice(1);
    expect(
      lines.map((line) => line.slice(4)),
      'run `npm run generate`',
    ).toEqual(stdout.trimEnd().split('\n'));
    expect(lines.length).toBeGreaterThan(10);
  });

  it('counts the controls and their families', () => {
    const families = new Set(controls.map(({ family }) => family));
    const [counted] = /^\d+ controls in \w+ families,/m.exec(readme) ?? [];
    const words = ['', '', '', '', '', '', '', '', '', '', 'ten'];
    expect(counted, 'run `npm run generate`').toBe(
      `${controls.length} controls in ${words[families.size]} families,`,
    );
  });

  it('says which countermeasures of NIST SP 800-190 the controls refer to', () => {
    const named = new Set(controls.flatMap(({ references }) => references.nist ?? []));
    // Sections of chapter 4: images, registries, orchestrators, containers, hosts.
    const all = [5, 3, 5, 5, 5].flatMap((count, part) =>
      Array.from({ length: count }, (_, section) => `4.${part + 1}.${section + 1}`),
    );
    expect([all.length, all.filter((section) => !named.has(section))]).toEqual([23, []]);
    const said = 'each of the 23 countermeasures of NIST SP 800-190 (4.1.1 to 4.5.5)';
    expect(readme.includes(said), `README.md does not say "${said}"`).toBe(true);
  });

  it('has the two commands', () => {
    for (const command of ['npm ci && npm start', 'npm ci && npm test'])
      expect(readme.includes(`\n    ${command} `), `README.md does not show \`${command}\``).toBe(true);
  });
});
