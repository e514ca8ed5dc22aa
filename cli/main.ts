// The command line: one command a file, exit codes as the contract says, problems in one line each on stderr.
// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from 'commander';
import { StoreError } from '../shared/findings/store.ts';
import { commands } from './commands.ts';
import { isCommand, mistakeLine } from './program/hints.ts';
import { longVersion } from './program/version.ts';
import { EnvironmentFailure, type ExitCode, exit, gravest, UsageError } from './terminal/exit.ts';
import { tell } from './terminal/tell.ts';
import { harmless } from './terminal/terminal.ts';

/** Runs one command line and gives its exit code. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exit.ok;
  const finish = (ended: ExitCode) => {
    code = ended;
  };
  // Nobody reads the messages any more: the result is still written.
  process.stderr.on('error', () => {});
  const lost = watchStandardOutput();
  try {
    const asked = askedIn(args);
    const root = await program(asked, finish);
    await root.parseAsync([...withoutHelpOfNothing(args, asked)], { from: 'user' });
  } catch (error) {
    code = ended(error);
  }
  return gravest(code, await lost());
}

/** Waits for what is under way, then gives what became of the result. */
function watchStandardOutput(): () => Promise<ExitCode> {
  let failure: NodeJS.ErrnoException | null = null;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as `head` that has seen enough closes the pipe: no error of ours.
    if (error.code !== 'EPIPE') failure ??= error;
  });
  return async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if (failure === null) return exit.ok;
    tell(`standard output: cannot be written: ${failure.message}`);
    return exit.environment;
  };
}

/** The help page of a command that is not there is no help: commander then says so, and guesses. */
function withoutHelpOfNothing(args: readonly string[], [name]: readonly string[]): readonly string[] {
  if (name === undefined || isCommand(name)) return args;
  const wantsHelp = args[0] === 'help' || args.includes('--help') || args.includes('-h');
  return wantsHelp ? [name] : args;
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
    .configureOutput({
      outputError: (message, write) => write(harmless(mistakeLine(message, whole[0]))),
    })
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
