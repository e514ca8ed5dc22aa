// `seawall journal [ID]`: the account of every response; --verify checks that it is whole, --anchor makes the line to keep elsewhere.
// SPDX-License-Identifier: Apache-2.0

import { type Command, Option } from 'commander';
import { logIdOf } from '../../shared/findings/former.ts';
import { evidenceText } from '../../shared/notify/response-words.ts';
import { evidenceIn } from '../../shared/respond/evidence/keeper.ts';
import { readSwitchLog } from '../../shared/respond/guardrails/kill-switch.ts';
import { checkSwitch, switchName } from '../../shared/respond/guardrails/switch-chain.ts';
import { anchorLine, anchorNow } from '../../shared/respond/journal/anchoring.ts';
import { checkJournal, type JournalCheck } from '../../shared/respond/journal/chain.ts';
import type { Journal, JournalEntry } from '../../shared/respond/journal/entry.ts';
import { journalUnder } from '../../shared/respond/journal/journal.ts';
import { anchorsFrom } from '../decision/anchors.ts';
import { atDesk, type DecideOptions, type Desk, findingNamed } from '../decision/decide.ts';
import { findingWords } from '../decision/finding-id.ts';
import { withRecord } from '../decision/record.ts';
import { isRehearsedCall } from '../decision/rehearsal.ts';
import { openOutput } from '../report/output.ts';
import { textTable } from '../report/text-table.ts';
import { shownTime } from '../report/words.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { collect, wantsColour } from '../terminal/options.ts';
import { painter, plain } from '../terminal/terminal.ts';

interface JournalOptions extends DecideOptions {
  readonly verify?: boolean;
  readonly anchor?: boolean;
  readonly anchors: readonly string[];
}

interface Kept {
  readonly finding: string;
  /** The id that the journal lies under. */
  readonly under: string;
  readonly journal: Journal;
}

export function journalCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .argument('[id]', findingWords)
    .option('--verify', 'check the hash chain and the anchors; exit with 1 if an entry is not intact')
    .option('--anchor', 'print one line that anchors every journal as it is now; keep it outside the record')
    .addOption(
      new Option(
        '--anchors <place>',
        'earlier anchors, for --verify: a file, a folder, or s3://bucket/prefix (repeatable)',
      )
        .argParser(collect)
        .default([], 'none'),
    );
  withRecord(command, 'seawall journal --record seawall.sqlite --verify --anchors anchors.jsonl');
  command.action(async (id: string | undefined, options: JournalOptions) =>
    finish(await atDesk(options, (desk) => journal(id, options, desk))),
  );
}

async function journal(id: string | undefined, options: JournalOptions, desk: Desk): Promise<ExitCode> {
  const output = openOutput(options.output, [options.record, options.policy, ...options.anchors]);
  const paint = painter(wantsColour(options, output.terminal));
  const table: Table = (head, rows) => textTable(head, rows, paint, output.columns);
  let code: ExitCode = exit.ok;
  const named = `record: ${plain(desk.record)}\n`;
  if (options.anchor === true) await output.write(anchorLine(await anchorNow(desk.store, desk.now)));
  else if (options.verify === true) {
    const checks = await checksOf(id, options, desk);
    if (checks.some(({ problems }) => problems.length > 0)) code = exit.found;
    const text = `${checkText(checks, table)}${covered}${named}`;
    await output.write(options.format === 'json' ? json(desk, { checks }) : text);
  } else {
    const kept = await journals(id, desk);
    const entries = kept.flatMap(({ finding, journal }) => journal.map((entry) => ({ finding, ...entry })));
    await output.write(
      options.format === 'json' ? json(desk, { entries }) : entryText(entries, table) + named,
    );
  }
  await output.close();
  return code;
}

/** What somebody who verifies may take from it, and what not. */
const covered = [
  'covered: responses, the decisions about them, and the kill switch of the record\n',
  'not covered: acknowledgements, and waivers and severities, which are in the policy (its history is that of its repository)\n',
].join('');

type Table = (head: readonly string[], rows: readonly (readonly string[])[]) => string;

async function journals(id: string | undefined, desk: Desk): Promise<readonly Kept[]> {
  const ids: string[] = [];
  if (id === undefined) for await (const row of desk.store.list()) ids.push(row.id);
  else ids.push((await findingNamed(id, desk)).id);
  const kept: Kept[] = [];
  for (const finding of ids) {
    const under = await logIdOf(desk.store, finding);
    const journal = await journalUnder(desk.store, under);
    // Asked for by name, an empty one is checked too: an anchor may know that it was not.
    if (journal.length > 0 || id !== undefined) kept.push({ finding, under, journal });
  }
  return kept;
}

/** Of all journals, those that an anchor knows and the record does not are checked too, as empty ones. */
async function checksOf(
  id: string | undefined,
  { anchors: places, profile, region }: JournalOptions,
  desk: Desk,
): Promise<readonly JournalCheck[]> {
  const anchors = await anchorsFrom(places, { profile, region });
  const kept = await journals(id, desk);
  const known = new Set(kept.map(({ under }) => under));
  const anchored = new Set(anchors.flatMap(({ heads }) => heads.map(({ finding }) => finding)));
  const lost = id === undefined ? [...anchored].filter((one) => !known.has(one) && one !== switchName) : [];
  const all = [...kept, ...lost.map((finding) => ({ finding, under: finding, journal: [] }))];
  const checks = all.map(({ finding, under, journal }) => ({
    ...checkJournal(under, journal, anchors),
    finding,
  }));
  if (id !== undefined) return checks;
  const log = await readSwitchLog(desk.store);
  return log.length > 0 || anchored.has(switchName) ? [...checks, checkSwitch(log, anchors)] : checks;
}

function json({ record }: Desk, value: object): string {
  return `${JSON.stringify({ version: 1, record, ...value }, null, 2)}\n`;
}

function entryText(entries: readonly (JournalEntry & { finding: string })[], table: Table): string {
  if (entries.length === 0) return 'no response was made or asked for\n';
  const rows = entries.map(({ at, response, seq, kind, by, detail }) => [
    shownTime(at),
    response,
    `${seq}`,
    kind,
    plain(by ?? ''),
    plain(isRehearsedCall({ detail }) ? `rehearsed, not sent; ${sentence(detail)}` : sentence(detail)),
  ]);
  return table(['AT (UTC)', 'RESPONSE', 'ENTRY', 'WHAT', 'BY', 'MORE'], rows);
}

function sentence(detail: JournalEntry['detail']): string {
  const { words, reason, plan, requestId, call, restored } = detail;
  const named = [
    typeof plan === 'string' ? `plan ${plan.slice(0, 12)}` : undefined,
    requestId === undefined || requestId === null ? undefined : `request ${requestId}`,
  ];
  const evidence = evidenceIn(detail);
  const parts = [words, reason, ...named, call, restored, evidence === null ? null : evidenceText(evidence)];
  const said = parts.filter((part) => part !== undefined && part !== null);
  return said.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('; ');
}

function checkText(checks: readonly JournalCheck[], table: Table): string {
  if (checks.length === 0) return 'no journal yet\n';
  const rows = checks.map(({ finding, entries, problems }) => [
    finding,
    `${entries.filter(({ chained }) => chained).length} of ${entries.length}`,
    `${entries.filter(({ anchored }) => anchored).length} of ${entries.length}`,
    plain(problems.join('; ')),
  ]);
  return table(['FINDING', 'CHAINED', 'ANCHORED', 'WRONG'], rows);
}
