// `npm run aws-managed FILE`: renews the bundled table of AWS's own policies from what an account shows of them.
// SPDX-License-Identifier: Apache-2.0
//   aws iam get-account-authorization-details --filter AWSManagedPolicy --output json > FILE
// Names stay those of the table; `--add NAME,NAME` takes more. A policy that the file does not hold keeps its last known document.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renewed } from './aws-managed/table.ts';

const place = join(import.meta.dirname, '../shared/iam/grants/aws-managed.json');
const { positionals, values } = parseArgs({ allowPositionals: true, options: { add: { type: 'string' } } });
const [file] = positionals;

if (file === undefined) {
  process.stderr.write('usage: npm run aws-managed FILE [-- --add NAME,NAME]\n');
  process.exitCode = 2;
} else {
  const table: unknown = JSON.parse(readFileSync(place, 'utf8'));
  const details: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const readOn = new Date().toISOString().slice(0, 10);
  const added = values.add?.split(',') ?? [];
  const { text, missing } = renewed(table, details, added, readOn);
  writeFileSync(place, text);
  for (const name of missing) process.stderr.write(`${name} is not in ${file}: kept as it was\n`);
}
