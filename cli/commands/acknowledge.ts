// `seawall acknowledge ID`, `seawall waive ID`: what people decide about findings. Nobody decides on what they caused.
// SPDX-License-Identifier: Apache-2.0

import type { Command } from 'commander';
import { decideAbout, type Wanted, wrongEnd } from '../decision/about-finding.ts';
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
        decideAndSay(id, desk, () => ({ kind: 'acknowledge', reason: options.reason ?? null, until: null })),
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
        decideAndSay(id, desk, () => {
          const { until, reason } = options;
          checkEnd(until, desk);
          return { kind: 'waive', reason, until };
        }),
      ),
    ),
  );
}

function checkEnd(until: string, desk: Desk): void {
  const wrong = wrongEnd(until, desk);
  if (wrong !== null) throw new UsageError(`--until ${until}${wrong.startsWith('is') ? '' : ':'} ${wrong}`);
}

async function decideAndSay(id: string, desk: Desk, wanted: () => Wanted): Promise<ExitCode> {
  const finding = await findingNamed(id, desk);
  const answer = await decideAbout(finding, wanted(), desk);
  if (!answer.ok) throw new UsageError(answer.reason);
  const { status, words } = answer;
  await writeAnswer(desk, { finding: finding.id, status, by: desk.person.name }, `${plain(words)}\n`);
  return exit.ok;
}
