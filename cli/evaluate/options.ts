// The options of `seawall evaluate`.
// SPDX-License-Identifier: Apache-2.0
import { type Command, Option } from 'commander';
import { type DocumentKind, documentKinds } from '../../shared/intake/documents/detect.ts';
import { type Severity, severities } from '../../shared/model/severity.ts';
import { type FrameworkName, frameworkNames } from '../compliance/frameworks.ts';
import { type Grouping, groupings } from '../report/define.ts';
import { formats } from '../report/formats/index.ts';
import {
  type CommonOptions,
  collect,
  type FailOptions,
  withCommonBut,
  withFacts,
  withFailOn,
} from '../terminal/options.ts';
import type { BaselineOptions } from './known.ts';
import { anotherTarget, type Target } from './targets.ts';

export interface EvaluateOptions extends Omit<CommonOptions, 'format'>, FailOptions, BaselineOptions {
  readonly format: readonly Target[];
  readonly facts: readonly string[];
  readonly kind?: DocumentKind;
  readonly only?: string;
  readonly control: readonly string[];
  readonly skip: readonly string[];
  readonly minSeverity?: Severity;
  readonly groupBy?: Grouping;
  readonly compliance?: FrameworkName;
  readonly exclude: readonly string[];
  readonly strict?: boolean;
  readonly profile?: string;
}

export function withEvaluateOptions(command: Command): Command {
  command
    .argument(
      '<path...>',
      'files and folders, - for stdin; image references, which are read from their registries',
    )
    .option('--profile <name>', 'AWS profile for reading ECR')
    .addOption(new Option('--kind <kind>', 'treat every document as this kind').choices([...documentKinds]));
  withWhat(command);
  withBaseline(command);
  command.addOption(
    new Option(
      '--compliance <framework>',
      'report by section of a framework (table, json), including sections that no control covers',
    ).choices([...frameworkNames]),
  );
  command.addOption(
    new Option('--group-by <what>', 'group the fails of the table by').choices([...groupings]),
  );
  return withFacts(
    withFailOn(withCommonBut(command, formatOption(), 'seawall evaluate deploy/ --fail-on high'), 'high'),
  );
}

/** What is looked at, and what of it is reported. */
function withWhat(command: Command): void {
  command
    .addOption(
      new Option('--exclude <glob>', 'skip these files and folders, in .gitignore syntax (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--strict', 'exit with 2 if any file of a folder was skipped')
    .option('--only <outcomes>', 'verdicts to report (default: pass,fail,unknown)')
    .addOption(
      new Option(
        '--control <ids>',
        'run only these controls: ids, families or globs, comma-separated (repeatable)',
      )
        .argParser(collect)
        .default([], 'all'),
    )
    .addOption(
      new Option('--skip <ids>', 'do not run these controls (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option('--min-severity <severity>', 'ignore anything less severe').choices([...severities]),
    )
    .option('--changed-since <ref>', 'evaluate only files that differ from this commit, branch or tag');
}

function withBaseline(command: Command): void {
  command
    .option('--baseline <file>', 'known fails: only new ones are reported and count')
    .option('--write-baseline <file>', 'write the current fails as a baseline');
}

function formatOption(): Option {
  const option = new Option(
    '--format <format>',
    `output format; FORMAT=FILE writes it to a file, and several may be given: ${formats.join(', ')}`,
  );
  return option.argParser(anotherTarget).default([], formats[0]);
}
