// `seawall acknowledge ID`, `seawall waive ID`: what people decide about findings. Nobody decides on what they caused.

import type { Command } from 'commander';
import { holds } from '../../shared/findings/finding.ts';
import type { Decision } from '../../shared/people/decision.ts';
import { durationText } from '../../shared/policy/duration.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { decideFinding } from '../../shared/respond/decisions/take-decision.ts';
import { weigh } from '../../shared/respond/decisions/weigh.ts';
import { shownFinding } from '../../shared/respond/engine/shown-finding.ts';
import { writeAnswer } from '../decision/answer.ts';
import { atDesk, type DecideOptions, type Desk, findingNamed } from '../decision/decide.ts';
import { findingWords } from '../decision/finding-id.ts';
import { withRecord } from '../decision/record.ts';
import { type ExitCode, exit, UsageError } from '../terminal/exit.ts';
import { plain } from '../terminal/terminal.ts';

export function acknowledgeCommand(command: Command, finish: (code: ExitCode) => void): void {
  command.argument('<id>', findingWords).option('--reason <text>', 'why');
  withRecord(command, 'seawall acknowledge 5f2a --record seawall.sqlite --reason "game day"');
  command.action(async (id: string, options: DecideOptions & { reason?: string }) =>
    finish(
      await atDesk(options, (desk) =>
        decided(id, desk, () => ({ kind: 'acknowledge', reason: options.reason ?? null, until: null })),
      ),
    ),
  );
}

export function waiveCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
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
          return { kind: 'waive', reason, until };
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

type Wanted = Pick<Decision, 'reason' | 'until'> & { readonly kind: 'acknowledge' | 'waive' };

async function decided(id: string, desk: Desk, wanted: () => Wanted): Promise<ExitCode> {
  const { store, policy, now, person, parts } = desk;
  const finding = await findingNamed(id, desk);
  const about = { finding: finding.id, occurrence: finding.reopened, response: null, plan: null };
  const decision: Decision = { ...about, ...wanted(), person, at: now };
  const weighed = await weigh(decision, finding, parts);
  const answer = weighed.ok ? await decideFinding(decision, weighed.whyTwo, parts) : weighed.answer;
  if (answer.outcome !== 'decided' && answer.outcome !== 'half') throw new UsageError(answer.words);
  const { status } = (await shownFinding(finding.id, { ...parts, store, view: viewOf(policy) })) ?? finding;
  const words =
    answer.outcome === 'half' ? answer.words : `${finding.id} is ${status}, decided by ${person.name}`;
  const text = `${plain(`${words}${person.source === 'local' ? ' (not verified)' : ''}`)}\n`;
  await writeAnswer(desk, { finding: finding.id, status, by: person.name }, text);
  return exit.ok;
}
