// `seawall kill-switch on|off`: the switch that stops all responses at once; alone it says how it stands.
// SPDX-License-Identifier: Apache-2.0

import { Argument, type Command } from 'commander';
import { readKillSwitch, setKillSwitch } from '../../shared/respond/guardrails/kill-switch.ts';
import { writeAnswer } from '../decision/answer.ts';
import { atDesk, type DecideOptions } from '../decision/decide.ts';
import { withRecord } from '../decision/record.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { plain } from '../terminal/terminal.ts';

type Turn = 'on' | 'off' | undefined;

export function killSwitchCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .addArgument(new Argument('[state]', 'omit to show the current state').choices(['on', 'off']))
    .option('--reason <text>', 'why');
  withRecord(
    command,
    'seawall kill-switch on --record dynamodb:seawall-production --reason "looking into it"',
  );
  command.action(async (turn: Turn, options: DecideOptions & { reason?: string }) =>
    finish(await killSwitch(turn, options)),
  );
}

function killSwitch(turn: Turn, options: DecideOptions & { reason?: string }): Promise<ExitCode> {
  return atDesk(options, async (desk) => {
    const { store, person, now } = desk;
    const reason = options.reason ?? null;
    const state =
      turn === undefined
        ? await readKillSwitch(store)
        : await setKillSwitch(store, { on: turn === 'on', by: person.name, at: now, reason });
    const since = state.by === null ? '' : ` since ${state.at}, by ${state.by}${why(state.reason)}`;
    const text = `${plain(`the kill switch is ${state.on ? 'on: no response is made' : 'off'}${since}`)}\n`;
    // The key is that of older versions.
    await writeAnswer(desk, { brake: state }, text);
    return exit.ok;
  });
}

function why(reason: string | null): string {
  return reason === null ? '' : `: ${reason}`;
}
