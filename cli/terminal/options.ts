// Options that every command takes, and reading their values.
// SPDX-License-Identifier: Apache-2.0
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Severity, severities } from '../../shared/model/severity.ts';

export interface CommonOptions {
  readonly policy?: string;
  readonly strictness?: 'baseline' | 'restricted';
  readonly format: string;
  readonly output?: string;
  readonly color: boolean;
  /** ISO time. */
  readonly now?: string;
}

export interface FailOptions {
  readonly failOn: 'none' | Severity;
  readonly failOnUnknown?: boolean;
}

/** `--policy`, `--format`, `--output`, `--no-color`, `--now`, and an example in `--help`. */
export function withCommon(command: Command, formats: readonly string[], example: string): Command {
  const format = new Option('--format <format>', 'output format').choices([...formats]).default(formats[0]);
  return withCommonBut(command, format, example);
}

/** The same with a `--format` of the command's own. */
export function withCommonBut(command: Command, format: Option, example: string): Command {
  return command
    .addOption(
      new Option(
        '--policy <file>',
        'policy to use (default: the nearest seawall.yml up the tree, else the built-in one)',
      ),
    )
    .addOption(
      new Option('--strictness <profile>', "profile for this run, in place of the policy's").choices([
        'baseline',
        'restricted',
      ]),
    )
    .addOption(format)
    .option('--output <file>', 'write the result to a file instead of stdout')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .option('--now <date>', 'evaluate as of this date (ISO date or time)', isoDate)
    .addHelpText('after', `\nExample:\n  ${example}`);
}

export function withFailOn(command: Command, normally: 'none' | Severity): Command {
  return command
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 at this severity or above')
        .choices(['none', ...severities])
        .default(normally),
    )
    .option('--fail-on-unknown', 'exit with 1 on unknown verdicts too');
}

export function withFacts(command: Command): Command {
  return command.addOption(
    new Option('--facts <file>', 'a snapshot, or GetAccountAuthorizationDetails output (repeatable)')
      .argParser(collect)
      .default([], 'none'),
  );
}

export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

const isoForm = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** ISO time of a date (its beginning) or a time; without a zone it is UTC, wherever the machine stands. */
export function isoDate(value: string): string {
  const [, date = '', time, zone] = isoForm.exec(value) ?? [];
  const moment = new Date(time !== undefined && zone === undefined ? `${value}Z` : value);
  // JavaScript takes 31 February for 3 March.
  const exists = !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
  if (!exists || Number.isNaN(moment.getTime()))
    throw new InvalidArgumentError(
      'an ISO date or time is wanted, such as 2026-11-24 or 2026-11-24T09:00:00Z',
    );
  return moment.toISOString();
}

/** A terminal that has neither colours nor a cursor to move (terminfo(5), "dumb"). */
export function isDumb(): boolean {
  return process.env.TERM === 'dumb';
}

/** Colours: on a terminal, unless switched off there (NO_COLOR as no-color.org has it: present and not empty). */
export function wantsColour({ color }: Pick<CommonOptions, 'color'>, terminal: boolean): boolean {
  return color && terminal && !isDumb() && (process.env.NO_COLOR ?? '') === '';
}
