// `npm run templates`: cfn-lint and checkov over everything that CloudFormation is given, after `npm run package`. Fails for what
// they find and deploy/exceptions.md does not explain, and for explanations of what they no longer find.
// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  compare,
  exceptionsIn,
  findingsOfCfnLint,
  findingsOfCheckov,
  isTemplate,
} from './templates/findings.ts';

// The Regions that the documents name: homes, and those where sign-ins are recorded. All of them take cfn-lint minutes.
const regions = [
  'eu-central-1',
  'eu-west-1',
  'eu-north-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ap-southeast-2',
];

const packaged = '.serverless/cloudformation-template-update-stack.json';
const templates = [
  packaged,
  ...globSync('deploy/*.yml').filter((file) => isTemplate(readFileSync(file, 'utf8'))),
];

/** Runs one of the tools; each ends with a code of its own where it finds something, and is missing where there is none. */
function output(tool: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined)
    throw new Error(`${tool} cannot be run (pip install cfn-lint checkov): ${error.message}`);
  if (stdout.trim() === '') throw new Error(`${tool} said nothing: ${stderr}`);
  return stdout;
}

/** checkov takes a folder, and what is in it only. */
function checkov(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-templates-'));
  try {
    for (const file of templates) copyFileSync(file, join(folder, basename(file)));
    return output('checkov', ['-d', folder, '--framework', 'cloudformation', '--output', 'json', '--quiet']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const found = [
  ...findingsOfCfnLint(output('cfn-lint', ['--format', 'json', '--regions', ...regions, '--', ...templates])),
  ...findingsOfCheckov(checkov()),
];
const problems = compare(found, exceptionsIn(readFileSync('deploy/exceptions.md', 'utf8')));
for (const problem of problems) console.error(problem);
console.error(
  `${templates.length} templates: ${found.length} findings, ${problems.length === 0 ? 'all explained' : `${problems.length} problems`} (deploy/exceptions.md)`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
