// `npm run new:action -- name`: makes the file of a new action, with its plan to fill in.
// SPDX-License-Identifier: Apache-2.0
import { renderNewAction, renderNewActionCases } from './generate/new-action-file.ts';
import { scaffold } from './generate/scaffold.ts';

const name = process.argv[2] ?? '';
const isName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(name);

scaffold({
  kind: 'action',
  usage: 'npm run new:action -- name',
  wrong: isName ? null : 'the name must be in lower case with dashes, such as restrict-endpoint',
  file: `shared/respond/actions/${name}.ts`,
  alsoTaken: [`shared/respond/actions/${name}`],
  text: () => renderNewAction(name),
  test: { file: `test/respond/actions/cases/${name}.ts`, text: () => renderNewActionCases(name) },
  next: 'the plan',
});
