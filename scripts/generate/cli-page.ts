// docs/cli.md: every command with its options as the command line itself defines them, exit codes, and the JSON contract.
// SPDX-License-Identifier: Apache-2.0
import type { Argument, Command, Option } from 'commander';
import { type JsonKey, jsonKeys } from './json-contract.ts';

/** `names`: the commands to describe, in this order. */
export function renderCli(root: Command, names: readonly string[]): string {
  const commands = names.flatMap((name) => root.commands.find((command) => command.name() === name) ?? []);
  return [
    '# The command line',
    'Generated from the commands: change them, then `npm run generate`.',
    'In the repository: `npx --no-install seawall …`, right after `npm ci`. Where the package is installed: `node_modules/.bin/seawall …` in scripts, which starts at once, or `npx --no-install seawall …`. Every command has `--help`.',
    'The result goes to stdout and nothing else does; progress, warnings and summaries go to stderr. `-` reads stdin. The policy is `--policy FILE`, else the nearest `seawall.yml` between the working directory and the root of its repository, else the built-in default; stderr names it.',
    '## Exit codes',
    exitCodes,
    '## Commands',
    commands.map((command) => `[${command.name()}](#${command.name()})`).join(' · '),
    ...commands.map(section),
    '## JSON',
    '`--format json` of `evaluate`, `replay`, `sweep` and `demo` is one object, written as a stream: the order of its keys is no part of the contract. What is absent is `null`, never left out. `findings`, `respond` and the commands that decide give `{ "version": 1, … }` with items of the same shapes.',
    table(['key', 'type', 'meaning'], jsonKeys.map(jsonRow)),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

const exitCodes = `| code | meaning |
|---|---|
| 0 | it ran, and nothing was found at or above \`--fail-on\` (\`high\` for evaluate, \`none\` for replay and sweep) |
| 1 | it ran, and something was; for \`test\`, an example does not hold; for \`journal --verify\`, a journal is not whole |
| 2 | wrong usage, or input that cannot be read: one line for each problem, \`file:line:column: what is wrong\`; all other input is judged all the same |
| 3 | the environment failed: no credentials, AWS said no, the record cannot be reached |

Where several hold, the highest counts. \`--fail-on\` looks at fails that no waiver covers; \`--fail-on-unknown\` adds unknown verdicts.`;

function section(command: Command): string {
  const usage = `seawall ${command.name()} ${command.usage()}`;
  const rows = [...command.registeredArguments.map(argumentRow), ...command.options.map(optionRow)];
  const parts = [
    `### ${command.name()}`,
    `${sentence(command.description())}`,
    `    ${usage}`,
    table(['option', 'meaning'], rows),
    `Example: \`${exampleOf(command)}\``,
  ];
  return parts.join('\n\n');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function argumentRow(argument: Argument): readonly string[] {
  const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
  return [`\`${name}\``, words(argument.description, argument.argChoices, undefined)];
}

function optionRow(option: Option): readonly string[] {
  const { flags, description, argChoices, defaultValue, defaultValueDescription, envVar, mandatory } = option;
  // `--no-color` is on unless it is given.
  const normally = option.negate ? undefined : (defaultValueDescription ?? defaultValue);
  const also = envVar === undefined ? '' : `; the environment may say it (\`${envVar}\`)`;
  return [
    `\`${flags}\``,
    `${words(description, argChoices, normally)}${also}${mandatory ? ' (required)' : ''}`,
  ];
}

function words(description: string, choices: readonly string[] | undefined, normally: unknown): string {
  const from = choices === undefined ? '' : `: ${choices.map((choice) => `\`${choice}\``).join(', ')}`;
  const otherwise = normally === undefined ? '' : ` (default: ${String(normally)})`;
  return `${description}${from}${otherwise}`;
}

/** The example of the command's help, which a test runs. */
function exampleOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  const [, example] = /^Example:\n {2}(.*)$/m.exec(help) ?? [];
  if (example === undefined) throw new Error(`the help of ${command.name()} shows no example`);
  return example;
}

function jsonRow({ path, type, says }: JsonKey): readonly string[] {
  return [`\`${path}\``, type, says];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
