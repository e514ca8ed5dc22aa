// `seawall undo RESPONSE`: takes a response back, where everything is still as it left it.
// SPDX-License-Identifier: Apache-2.0

import type { Command } from 'commander';
import { caseOf } from '../../shared/respond/decisions/case.ts';
import { undo } from '../../shared/respond/decisions/undo.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { shownCalls } from '../../shared/respond/journal/outcome.ts';
import { planFor } from '../../shared/respond/journal/plans.ts';
import { responsesIn } from '../../shared/respond/journal/progress.ts';
import { writeAnswer } from '../decision/answer.ts';
import { atDesk, type DecideOptions, type Desk, findingNamed, withLive } from '../decision/decide.ts';
import { withRecord } from '../decision/record.ts';
import { deskFor } from '../decision/rehearsal.ts';
import { type ExitCode, exit, UsageError } from '../terminal/exit.ts';
import { plain } from '../terminal/terminal.ts';
import { report } from './approve.ts';

export function undoCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.argument('<response>', 'id of a response, or of a finding (its newest response)');
  withRecord(withLive(command), 'seawall undo 5f2a --record dynamodb:seawall-production --live');
  command.action(async (id: string, options: DecideOptions) =>
    finish(
      await atDesk(options, async (desk) => {
        const response = await responseNamed(id, desk);
        const at = await deskFor(response, desk);
        return options.live === true || at.rehearsed ? takeBack(response, at) : show(response, at);
      }),
    ),
  );
}

async function responseNamed(id: string, desk: Desk): Promise<string> {
  if (id.includes('-')) return id;
  const finding = await findingNamed(id, desk);
  const last = responsesIn(await readJournal(desk.store, finding.id)).at(-1);
  if (last === undefined) throw new UsageError(`there was no response to finding ${finding.id}`);
  return last.response;
}

async function takeBack(response: string, desk: Desk): Promise<ExitCode> {
  const undone = await undo(response, desk.person, desk.parts);
  if (!undone.ok && 'differences' in undone) {
    const lines = undone.differences.map(
      ({ what, kept, found }) => `${what}: left as ${JSON.stringify(kept)}, now ${JSON.stringify(found)}`,
    );
    throw new UsageError(undone.reason, ...lines);
  }
  return report(undone, desk);
}

async function show(response: string, desk: Desk): Promise<ExitCode> {
  const { parts } = desk;
  const found = await caseOf(response, parts);
  if (found === null) throw new UsageError(`there is no response ${response}`);
  const { plan } = await planFor(parts, found.progress);
  const calls = shownCalls(plan.undo);
  const { phase } = found.progress;
  const lines = calls.map((one) => `  ${one.service} ${one.operation} ${JSON.stringify(one.parameters)}`);
  const head =
    lines.length === 0 ? 'this response cannot be undone' : 'to undo it, add --live; it would send:';
  const text = [`${response} is ${phase}; ${head}`, ...lines, ''].map(plain).join('\n');
  await writeAnswer(desk, { response, phase, calls }, text);
  return exit.ok;
}
