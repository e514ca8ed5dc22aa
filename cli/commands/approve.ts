// `seawall approve ID`, `seawall deny ID`: what people decide about responses that wait for them.
import type { Command } from 'commander';
import { approve, type Decided, deny, waitingIn } from '../../shared/respond/approval.ts';
import { readJournal } from '../../shared/respond/journal.ts';
import { responseJson } from '../report/finding-json.ts';
import { writeAnswer } from '../support/answer.ts';
import { atDesk, type DecideOptions, type Desk, findingNamed, withLive } from '../support/decide.ts';
import { type ExitCode, exit, UsageError } from '../support/exit.ts';
import { withRecord } from '../support/record.ts';
import { plain } from '../support/terminal.ts';

export function approveCommand(root: Command, finish: (code: ExitCode) => void): void {
  const command = root
    .command('approve')
    .description('approve a response that waits; with --live its frozen plan is carried out at once')
    .argument('<id>', 'a response, or the finding it is about');
  withRecord(withLive(command), 'seawall approve 5f2a --record dynamodb:seawall-production --live');
  command.action(async (id: string, options: DecideOptions) =>
    finish(
      await atDesk(options, async (desk) => {
        const response = await waitingNamed(id, desk);
        return report(await approve(response, desk.person, desk.parts, { act: options.live === true }), desk);
      }),
    ),
  );
}

export function denyCommand(root: Command, finish: (code: ExitCode) => void): void {
  const command = root
    .command('deny')
    .description('deny a response that waits: it is not made for this occurrence')
    .argument('<id>', 'a response, or the finding it is about')
    .option('--reason <text>', 'why');
  withRecord(command, 'seawall deny 5f2a --record dynamodb:seawall-production --reason "planned work"');
  command.action(async (id: string, options: DecideOptions & { reason?: string }) =>
    finish(
      await atDesk(options, async (desk) =>
        report(
          await deny(await waitingNamed(id, desk), desk.person, options.reason ?? null, desk.parts),
          desk,
        ),
      ),
    ),
  );
}

async function waitingNamed(id: string, desk: Desk): Promise<string> {
  if (id.includes('-')) return id;
  const finding = await findingNamed(id, desk);
  const waiting = waitingIn(await readJournal(desk.store, finding.id));
  if (waiting === null) throw new UsageError(`no response to finding ${finding.id} waits for anybody`);
  return waiting.response;
}

/** What came of a decision, and its exit code: 2 where it was refused. */
export async function report(decided: Decided, desk: Desk): Promise<ExitCode> {
  if (!decided.ok) throw new UsageError(decided.reason);
  const response = decided.responded === null ? null : responseJson(decided.responded.response);
  await writeAnswer(desk, { says: decided.says, response }, `${plain(decided.says)}\n`);
  const { outcome } = decided.responded?.response ?? {};
  return outcome === 'failed' ? exit.environment : exit.ok;
}
