// `--format F` and `--format F=FILE`: which reports one run writes, and where to.
// SPDX-License-Identifier: Apache-2.0
import { InvalidArgumentError } from 'commander';
import { nearest } from '../../shared/policy/nearest.ts';
import { isSameFile } from '../input/same-file.ts';
import { policyWords, type Run } from '../program/run.ts';
import type { Grouping } from '../report/define.ts';
import { type FormatName, formats, isFormat, reports } from '../report/formats/index.ts';
import { type Output, openOutput, standardOutputName } from '../report/output.ts';
import { allOf, outcomesOf, type Report } from '../report/report.ts';
import { definedOf } from '../terminal/defined.ts';
import { UsageError } from '../terminal/exit.ts';
import { takesLinks } from '../terminal/links.ts';
import { type FailOptions, wantsColour } from '../terminal/options.ts';

export interface Target {
  readonly format: FormatName;
  /** Null: standard output, or what `--output` names. */
  readonly file: string | null;
}

/** For commander: one more target. */
export function anotherTarget(value: string, before: readonly Target[]): Target[] {
  const at = value.indexOf('=');
  const name = at < 0 ? value : value.slice(0, at);
  const file = at < 0 ? null : value.slice(at + 1);
  if (!isFormat(name)) throw new InvalidArgumentError(`${noFormat(name)}`);
  if (file === '') throw new InvalidArgumentError(`${name}= names no file.`);
  return [...before, { format: name, file: namedFile(file) }];
}

/** Null for standard output, however it is called. */
function namedFile(file: string | null | undefined): string | null {
  return file === undefined || file === standardOutputName ? null : file;
}

function noFormat(name: string): string {
  const near = nearest(name, formats);
  return `Allowed choices are ${formats.join(', ')}, each with =FILE if you like.${near === null ? '' : ` Did you mean ${near}?`}`;
}

export interface TargetOptions {
  readonly format: readonly Target[];
  readonly output?: string;
  readonly color: boolean;
  readonly groupBy?: Grouping;
  readonly failOn?: FailOptions['failOn'];
  readonly only?: string;
}

/** All targets with their files. Throws UsageError where two want the same place. */
export function targetsOf(options: Pick<TargetOptions, 'format' | 'output'>): readonly Target[] {
  const { format } = options;
  const output = namedFile(options.output);
  const asked: readonly Target[] = format.length === 0 ? [{ format: 'table', file: null }] : format;
  const open = asked.filter(({ file }) => file === null);
  if (open.length > 1)
    throw new UsageError(
      `--format ${open.map((target) => target.format).join(' and ')} both go to ${output ?? 'standard output'}: name a file for one of them, as in --format ${open[1]?.format}=FILE`,
    );
  if (open.length === 0 && output !== null)
    throw new UsageError(`--output ${output}: every --format names its own file`);
  const targets = asked.map((target) => ({ ...target, file: target.file ?? output }));
  const files = targets.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, index) => files.indexOf(file) < index);
  if (twice !== undefined) throw new UsageError(`${twice}: two reports cannot go to one file`);
  return targets;
}

export interface OpenReports {
  readonly report: Report;
  /** False where all goes to files: a terminal or a log would stay empty. */
  readonly onStandardOutput: boolean;
  close(): Promise<void>;
}

/** `inputs`: what the run reads, which no report may overwrite. */
export function openReports(
  targets: readonly Target[],
  options: TargetOptions,
  run: Run,
  inputs: readonly (string | null | undefined)[],
): OpenReports {
  const outputs: Output[] = [];
  const only = options.only === undefined ? undefined : outcomesOf(options.only);
  const opened = targets.map(({ format, file }, index) => {
    const output = openOutput(file ?? undefined, inputs);
    if (targets.slice(0, index).some((other) => isOne(file, other.file)))
      throw new UsageError(`${file}: two reports cannot go to one file`);
    outputs.push(output);
    return reports[format].open({
      output,
      ...{ controls: run.controls, now: run.now, groupBy: options.groupBy ?? null },
      ...definedOf({ failOn: options.failOn, only }),
      colour: wantsColour(options, output.terminal),
      links: takesLinks(output.terminal),
      policy: policyWords(run.policy),
    });
  });
  return {
    report: allOf(opened),
    onStandardOutput: targets.some(({ file }) => file === null),
    async close() {
      for (const output of outputs) await output.close();
    },
  };
}

/** Once both are there: links and other spellings lead to one file. A device takes what comes. */
function isOne(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && !a.startsWith('/dev/') && isSameFile(a, b);
}
