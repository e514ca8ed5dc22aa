// `seawall journal [ID]`: the account of every response; --verify checks that it is whole, --anchor makes the line to keep elsewhere.
// SPDX-License-Identifier: Apache-2.0

import { type Command, Option } from 'commander';
import { logIdOf } from '../../shared/findings/former.ts';
import type { Row } from '../../shared/findings/row.ts';
import { readSwitchLog } from '../../shared/respond/guardrails/kill-switch.ts';
import { checkSwitch, switchName } from '../../shared/respond/guardrails/switch-chain.ts';
import { anchorLine, anchorNow } from '../../shared/respond/journal/anchoring.ts';
import { checkJournal, type JournalCheck } from '../../shared/respond/journal/chain.ts';
import type { Journal } from '../../shared/respond/journal/entry.ts';
import { journalUnder, readJournal } from '../../shared/respond/journal/journal.ts';
import { withoutEntry } from '../../shared/respond/journal/settled.ts';
import { anchorsFrom } from '../decision/anchors.ts';
import { atDesk, type DecideOptions, type Desk, findingNamed } from '../decision/decide.ts';
import { findingWords } from '../decision/finding-id.ts';
import { checkText, entryText, type Table } from '../decision/journal-text.ts';
import { withRecord } from '../decision/record.ts';
import { openOutput } from '../report/output.ts';
import { textTable } from '../report/text-table.ts';
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
  /** What the record holds and no journal tells of. */
  readonly untold: readonly string[];
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
  'covered: responses and the decisions about them, acknowledgements, waivers of findings, and the kill switch of the record\n',
  'not covered: waivers and severities of the policy, which have the history of its repository\n',
].join('');

async function journals(id: string | undefined, desk: Desk): Promise<readonly Kept[]> {
  const rows: Row[] = [];
  if (id === undefined) for await (const row of desk.store.list()) rows.push(row);
  else rows.push(...(await rowNamed(id, desk)));
  const kept: Kept[] = [];
  for (const row of rows) {
    const one = await readKept(row, desk);
    // Asked for by name, an empty one is checked too: an anchor may know that it was not.
    if (one.journal.length > 0 || one.untold.length > 0 || id !== undefined) kept.push(one);
  }
  return kept;
}

async function rowNamed(id: string, desk: Desk): Promise<readonly Row[]> {
  const row = await desk.store.get((await findingNamed(id, desk)).id);
  return row === null ? [] : [row];
}

/** What was decided about a finding before its owner was confirmed is in the journal of the finding that it began as. */
async function readKept(row: Row, { store }: Desk): Promise<Kept> {
  const under = await logIdOf(store, row.id);
  const journal = await journalUnder(store, under);
  const begun = row.joined === undefined ? [] : await readJournal(store, row.joined);
  return { finding: row.id, under, journal, untold: withoutEntry(row.decided, [...begun, ...journal]) };
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
  const all = [...kept, ...lost.map((finding) => ({ finding, under: finding, journal: [], untold: [] }))];
  const checks = all.map(({ finding, under, journal, untold }) => {
    const check = checkJournal(under, journal, anchors);
    return { ...check, finding, problems: [...check.problems, ...untold] };
  });
  if (id !== undefined) return checks;
  const log = await readSwitchLog(desk.store);
  return log.length > 0 || anchored.has(switchName) ? [...checks, checkSwitch(log, anchors)] : checks;
}

function json({ record }: Desk, value: object): string {
  return `${JSON.stringify({ version: 1, record, ...value }, null, 2)}\n`;
}
