// `npm run layers`: fails where a folder imports or uses what its layer may not; `-- --print` draws rooms, arrows and circles.
// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { violationsIn } from './layers/check.ts';
import { pictureOf } from './layers/picture.ts';

const files = globSync(['shared/**/*.ts', 'functions/**/*.ts', 'cli/**/*.ts']).map((path) =>
  path.replaceAll('\\', '/'),
);
const sources = files.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
if (process.argv.includes('--print')) console.log(pictureOf(sources));
const violations = sources.flatMap(violationsIn);
for (const { path, line, message } of violations) console.error(`${path}:${line}: ${message}`);
console.error(
  violations.length === 0 ? `${files.length} files keep their layers` : `${violations.length} violations`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
