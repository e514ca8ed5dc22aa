// The command line: one command a file, exit codes as the contract says, problems in one line each on stderr.
// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from 'commander';
import { StoreError } from '../shared/findings/store.ts';
import { commands } from './commands.ts';
import { longVersion } from './program/version.ts';
import { EnvironmentFailure, type ExitCode, exit, UsageError } from './terminal/exit.ts';
import { tell } from './terminal/tell.ts';
import { harmless, plain } from './terminal/terminal.ts';

/** Runs one command line and gives its exit code. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exit.ok;
  const finish = (ended: ExitCode) => {
    code = ended;
  };
  // Nobody reads the messages any more: the result is still written.
  process.stderr.on('error', () => {});
  // A reader such as `head` that has seen enough of a help page closes the pipe: no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    const root = await program(askedIn(args), finish);
    await root.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return ended(error);
  }
}

/** The command that is asked for, or whose help is. */
function askedIn(args: readonly string[]): readonly string[] {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  return [first === 'help' ? second : first].flatMap((name) => name ?? []);
}

/** The command line with these commands whole; of the others only what the help page says. */
export async function program(
  whole: readonly string[],
  finish: (code: ExitCode) => void = () => {},
): Promise<Command> {
  const root = new Command('seawall')
    .description(
      'Container runtime security for AWS: checks files, histories and events against its controls.',
    )
    .option('-V, --version', 'show the version, and the commit that it was made from')
    .on('option:version', showVersion)
    .helpCommand(true)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({ outputError: (message, write) => write(harmless(oneLine(plain(message)))) })
    .addHelpText('after', closing);
  for (const { name, former, description, load } of commands) {
    const command = root.command(name).description(description);
    if (former !== undefined) command.alias(former);
    if (whole.some((asked) => asked === name || asked === former)) (await load())(command, finish);
  }
  return throwing(root);
}

function showVersion(): never {
  process.stdout.write(`${longVersion()}\n`);
  throw new CommanderError(0, 'commander.version', '');
}

const closing = `
Exit codes: 0 nothing found at or above --fail-on, 1 something found, 2 usage or input, 3 environment

Example:
  seawall evaluate task-definition.json`;

/** commander writes a mistake and its guess in two lines. */
function oneLine(message: string): string {
  const [first = '', ...more] = message
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  return `${[first, ...more].join(' ')} (seawall --help, seawall <command> --help)\n`;
}

/** Errors come back as exceptions rather than ending the process. */
function throwing(root: Command): Command {
  for (const command of [root, ...root.commands]) command.exitOverride();
  return root;
}

function ended(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
  if (error instanceof UsageError) {
    for (const line of error.lines) tell(line);
    return exit.usage;
  }
  if (error instanceof EnvironmentFailure || error instanceof StoreError) {
    tell(error.message);
    return exit.environment;
  }
  tell(`seawall failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return exit.environment;
}
