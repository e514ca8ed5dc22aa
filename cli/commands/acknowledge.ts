// `seawall acknowledge ID`, `seawall waive ID`: what people decide about findings. Nobody decides about himself.
import type { Command } from 'commander';
import type { Finding } from '../../shared/model/finding.ts';
import { durationText } from '../../shared/policy/duration.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { holds } from '../../shared/record/finding.ts';
import type { Decision } from '../../shared/record/lifecycle.ts';
import { recordDecision } from '../../shared/record/record.ts';
import { mayNotDecide } from '../../shared/respond/person.ts';
import { writeAnswer } from '../support/answer.ts';
import { atDesk, type DecideOptions, type Desk, findingNamed } from '../support/decide.ts';
import { type ExitCode, exit, UsageError } from '../support/exit.ts';
import { findingWords } from '../support/finding-id.ts';
import { withRecord } from '../support/record.ts';
import { plain } from '../support/terminal.ts';

export function acknowledgeCommand(root: Command, finish: (code: ExitCode) => void): void {
  const command = root
    .command('acknowledge')
    .description('say that a finding is known; an incident is thereby closed')
    .argument('<id>', findingWords)
    .option('--reason <text>', 'why');
  withRecord(command, 'seawall acknowledge 5f2a --record seawall.sqlite --reason "game day"');
  command.action(async (id: string, options: DecideOptions & { reason?: string }) =>
    finish(
      await atDesk(options, (desk) =>
        decided(id, desk, () => ({
          kind: 'acknowledge',
          by: desk.person.name,
          reason: options.reason ?? null,
        })),
      ),
    ),
  );
}

export function waiveCommand(root: Command, finish: (code: ExitCode) => void): void {
  const command = root
    .command('waive')
    .description('let a finding be until a date; the policy limits how far away that may be')
    .argument('<id>', findingWords)
    .requiredOption('--until <date>', 'a date (to the end of that day, UTC) or an ISO time')
    .requiredOption('--reason <text>', 'why');
  withRecord(command, 'seawall waive 5f2a --record seawall.sqlite --until 2026-12-31 --reason "migration"');
  command.action(async (id: string, options: DecideOptions & { until: string; reason: string }) =>
    finish(
      await atDesk(options, (desk) =>
        decided(id, desk, () => {
          const { until, reason } = options;
          checkEnd(until, desk);
          return { kind: 'waive', by: desk.person.name, reason, until };
        }),
      ),
    ),
  );
}

function checkEnd(until: string, { policy, now }: Desk): void {
  if (!/^\d{4}-\d{2}-\d{2}/.test(until) || Number.isNaN(Date.parse(until)))
    throw new UsageError(`--until ${until}: expected a date or an ISO time, such as 2026-12-31`);
  if (!holds(until, now)) throw new UsageError(`--until ${until} is over already`);
  const latest = new Date(Date.parse(now) + policy.waiverLimitMs).toISOString();
  if (Date.parse(until) > Date.parse(latest))
    throw new UsageError(
      `--until ${until}: expected ${latest.slice(0, 10)} at the latest (waiver-limit ${durationText(policy.waiverLimitMs)})`,
    );
}

async function decided(id: string, desk: Desk, decision: (finding: Finding) => Decision): Promise<ExitCode> {
  const { store, policy, now, person } = desk;
  const finding = await findingNamed(id, desk);
  const refusal = mayNotDecide(finding, person);
  if (refusal !== null) throw new UsageError(refusal);
  const context = { ...viewOf(policy), now, replayed: false };
  const { effect, change } = await recordDecision(store, finding.id, decision(finding), context);
  if (!effect) throw new UsageError(`finding ${finding.id} is ${finding.status}: this changes nothing`);
  const status = change?.finding.status ?? finding.status;
  const by = `${person.name}${person.source === 'local' ? ' (not verified)' : ''}`;
  const text = `${plain(`${finding.id} is ${status}, decided by ${by}`)}\n`;
  await writeAnswer(desk, { finding: finding.id, status, by: person.name }, text);
  return exit.ok;
}
