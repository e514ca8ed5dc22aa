// `seawall respond [ID]`: what would be done about the open findings of a record, and what would hold it back.
// SPDX-License-Identifier: Apache-2.0

import type { Command } from 'commander';
import { listFindings } from '../../shared/findings/listing.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { respondTo } from '../../shared/respond/engine/forecast.ts';
import { findStop } from '../../shared/respond/guardrails/kill-switch.ts';
import { seenIn } from '../../shared/respond/guardrails/remediation-loop.ts';
import { noResponsesYet } from '../../shared/respond/guardrails/seen.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { atDesk, type DecideOptions, type Desk, findingNamed } from '../decision/decide.ts';
import { findingWords } from '../decision/finding-id.ts';
import { demoRecord, withRecord } from '../decision/record.ts';
import { responseJson } from '../report/finding-json.ts';
import { openOutput } from '../report/output.ts';
import { responseTable } from '../report/replay-table.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { wantsColour } from '../terminal/options.ts';
import { painter } from '../terminal/terminal.ts';

export function respondCommand(command: Command, finish: (code: ExitCode) => void): void {
  // Older versions demanded it.
  command
    .argument('[id]', findingWords)
    .option('--dry-run', 'show what would be done: the default, and all that this command does');
  withRecord(command, 'seawall respond', demoRecord);
  command.action(async (id: string | undefined, options: DecideOptions) =>
    finish(await respond(id, options)),
  );
}

function respond(id: string | undefined, options: DecideOptions): Promise<ExitCode> {
  return atDesk(options, async (desk) => {
    const findings = id === undefined ? await openFindings(desk) : [await findingNamed(id, desk)];
    const responses = await responsesTo(findings, desk);
    const output = openOutput(options.output, [options.record, options.policy]);
    const paint = painter(wantsColour(options, output.terminal));
    if (options.format === 'json')
      await output.write(
        `${JSON.stringify({ version: 1, responses: responses.map(responseJson) }, null, 2)}\n`,
      );
    else
      await output.write(
        responses.length === 0
          ? 'nothing to respond to\n'
          : responseTable(responses, findings, paint, output.columns),
      );
    await output.close();
    return exit.ok;
  });
}

async function openFindings({ store, policy, now }: Desk): Promise<readonly Finding[]> {
  return listFindings(store, { ...viewOf(policy), now }, { status: 'open' });
}

async function responsesTo(findings: readonly Finding[], desk: Desk): Promise<readonly Response[]> {
  const { store, policy, now } = desk;
  const counted = noResponsesYet();
  const stopped = await findStop(desk.parts);
  const responses: Response[] = [];
  for (const finding of findings) {
    const { within, add, sameAs } = counted;
    const seen = { ...seenIn(await readJournal(store, finding.id), 0), within, add, sameAs };
    const change = {
      type: 'opened',
      finding,
      previous: null,
      at: now,
      eventId: '',
      replayed: false,
    } as const;
    const response = respondTo(change, { policy, seen, stoppedBy: stopped });
    if (response !== null) responses.push(response);
  }
  return responses;
}
