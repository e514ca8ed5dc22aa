// Who opens a folder is told what lies where: each part of these has its line in the README.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const opened = ['cli', 'functions', 'functions/wiring', 'scripts', 'test', 'shared/respond', 'shared/iam'];

it.each(opened)('%s', (folder) => {
  const page = readFileSync(`${folder.replace(/\/wiring$/, '')}/README.md`, 'utf8');
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(
    folders.map(({ name }) => name).filter((name) => !new RegExp(`[\`/]${name}[\`/]`).test(page)),
    `add a line for each to the README of ${folder}`,
  ).toEqual([]);
});

it('functions, each by its name', () => {
  const page = readFileSync('functions/README.md', 'utf8');
  const names = readdirSync('functions').filter((name) => name.endsWith('.ts'));
  expect(names.map((name) => name.slice(0, -3)).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
