// The command line: one command a file, exit codes as the contract says, problems in one line each on stderr.
import { Command, CommanderError } from 'commander';
import { StoreError } from '../shared/record/store.ts';
import { acknowledgeCommand, waiveCommand } from './commands/acknowledge.ts';
import { approveCommand, denyCommand } from './commands/approve.ts';
import { brakeCommand } from './commands/brake.ts';
import { controlsCommand } from './commands/controls.ts';
import { demoCommand } from './commands/demo.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { findingsCommand } from './commands/findings.ts';
import { journalCommand } from './commands/journal.ts';
import { replayCommand } from './commands/replay.ts';
import { respondCommand } from './commands/respond.ts';
import { snapshotCommand } from './commands/snapshot.ts';
import { sweepCommand } from './commands/sweep.ts';
import { testCommand } from './commands/test.ts';
import { undoCommand } from './commands/undo.ts';
import { EnvironmentFailure, type ExitCode, exit, UsageError } from './support/exit.ts';
import { tell } from './support/tell.ts';
import { harmless, plain } from './support/terminal.ts';
import { version } from './support/version.ts';

/** Commands that the contract names and that are still to come. */
const planned = ['init', 'doctor', 'dashboard'];

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
    await program(finish).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return ended(error);
  }
}

function program(finish: (code: ExitCode) => void): Command {
  const root = new Command('seawall')
    .description(
      'Container runtime security for AWS: judges files, histories and events against runtime controls.',
    )
    .version(version)
    .helpCommand(true)
    .configureOutput({ outputError: (message, write) => write(harmless(oneLine(plain(message)))) })
    .addHelpText('after', closing);
  for (const add of [
    evaluateCommand,
    replayCommand,
    demoCommand,
    snapshotCommand,
    sweepCommand,
    findingsCommand,
    ...[acknowledgeCommand, waiveCommand, respondCommand, approveCommand, denyCommand],
    ...[undoCommand, journalCommand, brakeCommand],
    controlsCommand,
    testCommand,
  ])
    add(root, finish);
  for (const name of planned) notYet(root, name);
  return throwing(root);
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

function notYet(root: Command, name: string): void {
  root
    .command(name, { hidden: true })
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new UsageError(
        `seawall ${name} is not available yet: seawall --help lists what this version has`,
      );
    });
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
