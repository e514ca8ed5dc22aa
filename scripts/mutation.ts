// `npm run mutation [-- FAMILY|CONTROL…]`: changes the code of critical and high controls bit by bit; an example must notice.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { controls } from '../shared/controls/index.ts';
import type { Control } from '../shared/model/control.ts';
import { printScores } from './mutation/scores.ts';

const root = resolve(import.meta.dirname, '..');
const least = 85;

const wanted = process.argv.slice(2);
const isWanted = ({ id, family }: Control) =>
  wanted.length === 0 || wanted.includes(id) || wanted.includes(family);
const isSerious = ({ severity }: Control) =>
  (typeof severity === 'string' ? [severity] : Object.values(severity)).some(
    (one) => one === 'critical' || one === 'high',
  );

/** The control's file up to its examples, as Stryker names a part of a file. */
function codeOf({ id }: Control): string {
  const file = `shared/controls/${id}.ts`;
  const lines = readFileSync(`${root}/${file}`, 'utf8').split('\n');
  const examples = lines.findIndex((line) => line.startsWith('export const examples'));
  if (examples < 0) throw new Error(`${file}: no examples`);
  return `${file}:1-${examples}`;
}

const chosen = controls.filter((control) => isWanted(control) && isSerious(control));
if (chosen.length === 0) {
  console.error(`no critical or high control is named, or is of a family named, ${wanted.join(', ')}`);
  process.exit(2);
}

const options: PartialStrykerOptions = {
  mutate: chosen.map(codeOf),
  testRunner: 'examples',
  plugins: [resolve(import.meta.dirname, 'mutation/runner.ts')],
  // A specification is data, read once when its file is loaded: the generated pages and the checks of the catalogue hold it.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  // Stryker would read it with an API that typescript 7 does not have; the sandbox needs none.
  tsconfigFile: 'none.json',
  ignorePatterns: ['/events', '/bench', '/deploy', '/test', '/functions'],
  tempDirName: '.build/mutation',
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { reportTests: false, allowColor: false, reportScoreTable: false },
  concurrency: 1,
  timeoutMS: 2000,
};

process.chdir(root);
const score = printScores(await new Stryker(options).runMutationTest());
if (score < least) {
  console.error(`the score must be ${least} % at least`);
  process.exitCode = 1;
}
