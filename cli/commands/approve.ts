// `seawall approve ID`, `seawall deny ID`: what people decide about responses that wait for them. The plan is shown, and it alone is meant.
// SPDX-License-Identifier: Apache-2.0

import type { Command } from 'commander';
import { approve, type Decided } from '../../shared/respond/decisions/approval.ts';
import { findingOfResponse, waitingIn } from '../../shared/respond/decisions/case.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { shownCalls } from '../../shared/respond/journal/outcome.ts';
import { planIfThere } from '../../shared/respond/journal/plans.ts';
import { type Progress, progressOf } from '../../shared/respond/journal/progress.ts';
import { writeAnswer } from '../decision/answer.ts';
import { atDesk, type DecideOptions, type Desk, findingNamed, withLive } from '../decision/decide.ts';
import { withRecord } from '../decision/record.ts';
import { deskFor } from '../decision/rehearsal.ts';
import { responseJson } from '../report/finding-json.ts';
import { type ExitCode, exit, UsageError } from '../terminal/exit.ts';
import { tell } from '../terminal/tell.ts';
import { plain } from '../terminal/terminal.ts';

interface PlanOptions extends DecideOptions {
  readonly plan?: string;
}

const planWords = 'the plan that you mean, by its hash or how that begins: any other is refused';

export function approveCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.argument('<id>', 'id of a response or of its finding').option('--plan <hash>', planWords);
  withRecord(withLive(command), 'seawall approve 5f2a --record dynamodb:seawall-production --live');
  command.action(async (id: string, options: PlanOptions) =>
    finish(
      await atDesk(options, async (desk) => {
        const { response, plan } = await meant(id, options, desk);
        const { person, parts, rehearsed } = await deskFor(response, desk);
        const act = options.live === true || rehearsed;
        return report(await approve(response, person, parts, { act, plan }), desk);
      }),
    ),
  );
}

export function denyCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .argument('<id>', 'id of a response or of its finding')
    .option('--reason <text>', 'why')
    .option('--plan <hash>', planWords);
  withRecord(command, 'seawall deny 5f2a --record dynamodb:seawall-production --reason "planned work"');
  command.action(async (id: string, options: PlanOptions & { reason?: string }) =>
    finish(
      await atDesk(options, async (desk) => {
        const { response, plan } = await meant(id, options, desk);
        const { person, parts } = await deskFor(response, desk);
        return report(await deny(response, person, parts, { reason: options.reason ?? null, plan }), desk);
      }),
    ),
  );
}

interface Meant {
  readonly response: string;
  readonly plan: string | null;
}

/** The response and the hash of its plan, both told before anything is decided. Throws UsageError where another plan is meant. */
async function meant(id: string, { plan }: PlanOptions, desk: Desk): Promise<Meant> {
  const progress = await waitingNamed(id, desk);
  const { response, planHash } = progress;
  if (planHash === null) return { response, plan: null };
  await showPlan(progress, desk);
  if (plan === undefined || (plan.length >= 8 && planHash.startsWith(plan)))
    return { response, plan: planHash };
  throw new UsageError(`--plan ${plan}: the plan of response ${response} is ${planHash}: ${progress.words}`);
}

async function waitingNamed(id: string, desk: Desk): Promise<Progress> {
  if (id.includes('-')) return progressOf(await readJournal(desk.store, findingOfResponse(id)), id);
  const finding = await findingNamed(id, desk);
  const waiting = waitingIn(await readJournal(desk.store, finding.id));
  if (waiting === null)
    throw new UsageError(
      `no response to finding ${finding.id} waits for anybody: a deployment asks, and \`seawall replay --record\` under mode approve rehearses it; a sweep only says what would be asked`,
    );
  return waiting;
}

async function showPlan(progress: Progress, { parts }: Desk): Promise<void> {
  const { response, planHash, words } = progress;
  tell(`response ${response}, plan ${planHash}: ${words}`);
  const plan = await planIfThere(parts, progress);
  for (const { service, operation, parameters } of shownCalls(plan?.calls ?? []))
    tell(`  ${service} ${operation} ${JSON.stringify(parameters)}`);
}

/** What came of a decision, and its exit code: 2 where it was refused. */
export async function report(decided: Decided, desk: Desk): Promise<ExitCode> {
  if (!decided.ok) throw new UsageError(decided.reason);
  const response = decided.responded === null ? null : responseJson(decided.responded.response);
  await writeAnswer(desk, { says: decided.says, response }, `${plain(decided.says)}\n`);
  const { outcome } = decided.responded?.response ?? {};
  return outcome === 'failed' ? exit.environment : exit.ok;
}
