// The command line: one command a file, exit codes as the contract says, problems in one line each on stderr.
import { Command, CommanderError } from 'commander';
import { StoreError } from '../shared/record/store.ts';
import { controlsCommand } from './commands/controls.ts';
import { demoCommand } from './commands/demo.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { findingsCommand } from './commands/findings.ts';
import { replayCommand } from './commands/replay.ts';
import { testCommand } from './commands/test.ts';
import { EnvironmentFailure, type ExitCode, exit, UsageError } from './support/exit.ts';
import { tell } from './support/tell.ts';
import { version } from './support/version.ts';

/** Commands that the contract names and that are still to come. */
const planned = [
  ...['snapshot', 'sweep', 'acknowledge', 'waive', 'approve', 'deny', 'undo', 'brake', 'journal'],
  ...['init', 'doctor', 'dashboard', 'respond'],
];

/** Runs one command line and gives its exit code. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exit.ok;
  const finish = (ended: ExitCode) => {
    code = ended;
  };
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
    .showHelpAfterError('(seawall --help shows the commands, seawall <command> --help their options)');
  for (const add of [
    evaluateCommand,
    replayCommand,
    demoCommand,
    findingsCommand,
    controlsCommand,
    testCommand,
  ])
    add(root, finish);
  for (const name of planned) notYet(root, name);
  return throwing(root);
}

function notYet(root: Command, name: string): void {
  root
    .command(name, { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new UsageError(
        `seawall ${name} is not available yet: this version has evaluate, replay, demo, findings, controls and test`,
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
