// `npm run new:fact -- name`: makes the file of a new fact, with its question, answer and look to fill in.
// SPDX-License-Identifier: Apache-2.0
import { renderNewFact, renderNewFactTest } from './generate/new-fact-file.ts';
import { scaffold } from './generate/scaffold.ts';

const name = process.argv[2] ?? '';
const isName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name);

scaffold({
  kind: 'fact',
  usage: 'npm run new:fact -- name',
  wrong: isName ? null : 'the name must be in lower case with dashes, such as route-table',
  file: `shared/gather/facts/${name}.ts`,
  text: () => renderNewFact(name),
  test: { file: `test/gather/facts/${name}.test.ts`, text: () => renderNewFactTest(name) },
  next: 'the question, the answer and the look',
});
