// `seawall new-control FAMILY/NAME`: a control of one's own to begin with, with examples that hold; into a policy where --write names one.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { families } from '../../shared/model/control.ts';
import { type SubjectKind, subjectKinds } from '../../shared/model/subject.ts';
import { controlsOfRun, readControls } from '../input/policy.ts';
import { problemLine } from '../input/problem.ts';
import { unreadable } from '../input/unreadable.ts';
import { addedTo, policyWith } from '../proposal/new-control.ts';
import { openOutput, unwritable } from '../report/output.ts';
import { type ExitCode, exit, UsageError } from '../terminal/exit.ts';
import { type CommonOptions, withCommon } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';

interface NewControlOptions extends CommonOptions {
  readonly judges: SubjectKind;
  readonly write?: string;
}

export function newControlCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .argument('<id>', 'a family of yours and a name, such as acme/has-cost-centre')
    .addOption(new Option('--judges <kind>', 'what it judges').choices([...subjectKinds]).default('workload'))
    .option('--write <file>', 'add it to this policy, which is made where there is none');
  withCommon(command, ['table', 'json'], 'seawall new-control acme/has-cost-centre --write seawall.yml');
  command.action(async (id: string, options: NewControlOptions) => finish(await newControl(id, options)));
}

async function newControl(id: string, options: NewControlOptions): Promise<ExitCode> {
  const { judges, write } = options;
  refuseName(id);
  const now = options.now ?? new Date().toISOString();
  const existing = write !== undefined && existsSync(write);
  const { controls } = existing
    ? await readControls(write, { ...options, now }, tell)
    : await controlsOfRun({ ...options, now }, tell);
  if (controls.some((known) => known.id === id)) throw new UsageError(`there is a control ${id} already`);
  if (write !== undefined)
    return written(write, existing ? added(write, id, judges) : policyWith(id, judges));
  const output = openOutput(options.output, [options.policy]);
  const text = policyWith(id, judges);
  await output.write(
    options.format === 'json' ? `${JSON.stringify({ version: 1, policy: text }, null, 2)}\n` : text,
  );
  await output.close();
  return exit.ok;
}

function refuseName(id: string): void {
  if (!/^[a-z][a-z0-9-]{0,60}\/[a-z][a-z0-9-]{0,60}$/.test(id))
    throw new UsageError(
      `${id} is no id of a control: expected a family and a name in lower case, such as acme/has-cost-centre`,
    );
  const [family = ''] = id.split('/');
  if (families.some((known) => known === family))
    throw new UsageError(`${family} is a family of Seawall's own: take one of yours, such as acme`);
}

/** Throws UsageError where it cannot be put there without writing the list anew. */
function added(file: string, id: string, judges: SubjectKind): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(problemLine(unreadable(file, error)));
  }
  const more = addedTo(text, id, judges);
  if (more !== null) return more;
  throw new UsageError(
    `${file}: \`custom\` is no list with a line for each control: add what \`seawall new-control ${id}\` prints by hand`,
  );
}

function written(file: string, text: string): ExitCode {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw unwritable(file, error);
  }
  tell(`${file}: written; change the control and its examples, and watch them: seawall test ${file} --watch`);
  return exit.ok;
}
