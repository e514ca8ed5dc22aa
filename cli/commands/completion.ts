// `seawall completion SHELL`: what completes commands, options, formats and ids of controls in a shell.
// SPDX-License-Identifier: Apache-2.0
import { Argument, type Command } from 'commander';
import { controls } from '../../shared/controls/index.ts';
import { commands } from '../commands.ts';
import { type Shell, shells } from '../completion/scripts.ts';
import { formats } from '../report/formats/index.ts';
import { openOutput } from '../report/output.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';

export function completionCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .addArgument(new Argument('<shell>', 'shell to complete for').choices([...shells]))
    .addHelpText('after', '\nExample:\n  seawall completion bash');
  command.action(async (shell: Shell) => finish(await complete(shell)));
}

async function complete(shell: Shell): Promise<ExitCode> {
  // The whole command line, which this command is a part of.
  const [{ program }, { completedCommands }, { completionScript }] = await Promise.all([
    import('../main.ts'),
    import('../completion/words.ts'),
    import('../completion/scripts.ts'),
  ]);
  const root = await program(commands.map(({ name }) => name));
  const ids = controls.map(({ id }) => id as string);
  const more = { controls: ids, explain: ids, '--control': ids, '--skip': ids };
  const words = completedCommands(root, more)
    .filter(({ name }) => commands.some((known) => known.name === name))
    .map((one) =>
      one.name === 'evaluate' ? { ...one, options: one.options.map(withFormats(formats)) } : one,
    );
  const output = openOutput(undefined);
  await output.write(completionScript(shell, words));
  return exit.ok;
}

function withFormats(formats: readonly string[]) {
  return <O extends { readonly flag: string; readonly values: readonly string[] }>(option: O): O =>
    option.flag === '--format' ? { ...option, values: formats } : option;
}
