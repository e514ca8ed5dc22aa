// What `npm run new:<kind>` left to write in a test is written.
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('no word is left to write in what actions, facts and readers of events are tried with', () => {
  const files = globSync('test/{respond/actions/cases,gather/facts,intake/events}/**/*.ts');
  expect(files.length).toBeGreaterThan(40);
  expect(files.filter((file) => readFileSync(file, 'utf8').includes('TODO'))).toEqual([]);
});
