// `npm run new:report -- name`: makes the file of a new form of the result, which `--format name` then writes.
// SPDX-License-Identifier: Apache-2.0
import { renderNewReport } from './generate/new-report-file.ts';
import { reportFolder } from './generate/report-index.ts';
import { scaffold } from './generate/scaffold.ts';

const name = process.argv[2] ?? '';

scaffold({
  kind: 'report',
  usage: 'npm run new:report -- name',
  // The name is the format's and the export's: one word.
  wrong: /^[a-z][a-z0-9]*$/.test(name) ? null : 'the name must be one word in lower case, such as tap',
  file: `${reportFolder}${name}.ts`,
  text: () => renderNewReport(name),
  next: 'what it says and its lines',
});
