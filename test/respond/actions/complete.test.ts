// Each action is taken through a round trip, and docs/testing.md says on what.
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { actions } from '../../../shared/respond/actions/index.ts';

const names = actions.map(({ name }) => name);

it('each action has a round trip', () => {
  const texts = globSync([
    'test/integration/respond-actions-*-moto.test.ts',
    'test/integration/respond-actions-moto.test.ts',
    'test/respond/actions/{mocked,kubernetes}.test.ts',
  ])
    .map((file) => readFileSync(file, 'utf8'))
    .filter((text) => text.includes('roundTrip('));
  expect(texts.length).toBeGreaterThan(5);
  const without = names.filter((name) => !texts.some((text) => text.includes(`'${name}'`)));
  expect(
    without,
    'add one to test/integration/respond-actions-*-moto.test.ts, or to test/respond/actions/mocked.test.ts',
  ).toEqual([]);
});

it('docs/testing.md says of each what it is tried on, and names no other', () => {
  const page = readFileSync('docs/testing.md', 'utf8');
  const rows = page.slice(page.indexOf('\nOn moto:'), page.indexOf('\n## Mutation testing')).split('\n');
  const named = rows
    .filter((row) => row.startsWith('| '))
    .flatMap((row) => row.split('|')[1]?.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? []);
  const where = 'in the tables of docs/testing.md, "Responses"';
  expect(
    names.filter((name) => !named.includes(name)),
    `add a row ${where}`,
  ).toEqual([]);
  expect(
    named.filter((name) => !names.some((one) => one === name)),
    `take it out ${where}`,
  ).toEqual([]);
});
