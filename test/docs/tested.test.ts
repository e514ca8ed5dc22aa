// Nine of ten sources of shared/ have a test: where they lie, or by name.
import { expect, it } from 'vitest';
import { readParts, testedSources } from '../../scripts/house/tested.ts';
import { parts } from '../parts.ts';

const root = process.cwd();
const { how, problems } = testedSources(root, parts);

it('nine of ten sources are held: write a test where the others lie, or name them in test/parts.ts', () => {
  const untested = [...how].filter(([, by]) => by === null).map(([source]) => source);
  expect(how.size).toBeGreaterThan(800);
  expect(untested.slice(Math.floor(how.size / 10))).toEqual([]);
});

it('each that is named has no other test, and is reached by the one that names it', () => {
  expect(problems).toEqual([]);
});

it('a name that does not hold is told', async () => {
  expect(await readParts(root)).toBe(parts);
  const wrong = {
    'test/none.test.ts': [],
    'test/docs/tested.test.ts': ['shared/none.ts', 'shared/model/trimmed.ts', 'shared/would-pass.ts'],
  };
  expect(testedSources(root, wrong).problems).toEqual([
    'test/none.test.ts is not there',
    'test/docs/tested.test.ts: shared/none.ts is not there',
    'test/docs/tested.test.ts: shared/model/trimmed.ts is held without being named: own test',
    'test/docs/tested.test.ts does not reach shared/would-pass.ts',
  ]);
});
