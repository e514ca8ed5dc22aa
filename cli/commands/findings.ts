// `seawall findings [ID]`: lists the record's findings, or shows one with its history.
// SPDX-License-Identifier: Apache-2.0
import { type Command, Option } from 'commander';
import { listFindings } from '../../shared/findings/listing.ts';
import { historyOf } from '../../shared/findings/record.ts';
import type { HistoryEntry } from '../../shared/findings/row.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Finding, FindingStatus } from '../../shared/model/finding.ts';
import type { KeptEvidence } from '../../shared/model/response.ts';
import { type Severity, severities } from '../../shared/model/verdict.ts';
import { evidenceText } from '../../shared/notify/response-words.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { responsesIn } from '../../shared/respond/journal/progress.ts';
import { findingAmong, findingWords } from '../decision/finding-id.ts';
import { demoRecord, openExistingRecord, withRecord } from '../decision/record.ts';
import { policyOfRun } from '../input/policy.ts';
import { findingJson } from '../report/finding-json.ts';
import { openOutput } from '../report/output.ts';
import { byWeight, findingTable } from '../report/table.ts';
import { textTable } from '../report/text-table.ts';
import { shownTime } from '../report/words.ts';
import { definedOf } from '../terminal/defined.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { type CommonOptions, wantsColour } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';
import { type Paint, painter, plain } from '../terminal/terminal.ts';

const statuses = ['open', 'acknowledged', 'waived', 'remediating', 'resolved'];

interface FindingsOptions extends CommonOptions {
  readonly record: string;
  readonly control?: string;
  readonly severity?: Severity;
  readonly status?: FindingStatus;
  readonly account?: string;
  readonly cluster?: string;
  readonly profile?: string;
  readonly region?: string;
}

export function findingsCommand(command: Command, finish: (code: ExitCode) => void): void {
  command
    .argument('[id]', findingWords)
    .option('--control <id>', 'only findings of this control (a glob)')
    .addOption(new Option('--severity <severity>', 'only findings of this severity').choices([...severities]))
    .addOption(new Option('--status <status>', 'only findings with this status').choices(statuses))
    .option('--account <account>', 'only findings in this account (a glob)')
    .option('--cluster <cluster>', 'only findings in this cluster (a glob)');
  withRecord(command, 'seawall findings --status open --severity critical', demoRecord);
  command.action(async (id: string | undefined, options: FindingsOptions) =>
    finish(await findings(id, options)),
  );
}

async function findings(id: string | undefined, options: FindingsOptions): Promise<ExitCode> {
  const now = options.now ?? new Date().toISOString();
  const policy = policyOfRun({ ...options, now }, tell);
  const { profile, region } = options;
  const store = await openExistingRecord(options.record, definedOf({ profile, region }));
  try {
    const { control, severity, status, account, cluster } = options;
    const filter = definedOf({ control, severity, status, account, cluster });
    const all = await listFindings(store, { ...viewOf(policy), now }, filter);
    const chosen = id === undefined ? null : findingAmong(all, id);
    const output = openOutput(options.output, [options.record, policy.source]);
    const look: Look = {
      format: options.format,
      paint: painter(wantsColour(options, output.terminal)),
      columns: output.columns,
    };
    await output.write(
      chosen === null ? list(all, look) : one(chosen, await readKept(chosen.id, store), look),
    );
    await output.close();
    return exit.ok;
  } finally {
    await store.close();
  }
}

/** What the record keeps about one finding. */
interface Kept {
  readonly history: readonly HistoryEntry[];
  readonly evidence: readonly KeptBefore[];
}

/** Evidence that was kept before a response to it. */
interface KeptBefore extends KeptEvidence {
  readonly response: string;
}

async function readKept(finding: string, store: RecordStore): Promise<Kept> {
  const responses = responsesIn(await readJournal(store, finding));
  const evidence = responses.flatMap(({ response, evidence }) =>
    evidence === null ? [] : [{ response, ...evidence }],
  );
  return { history: await historyOf(store, finding), evidence };
}

/** How a result is to look. */
interface Look {
  readonly format: string;
  readonly paint: Paint;
  readonly columns: number | null;
}

function list(all: readonly Finding[], { format, paint, columns }: Look): string {
  const sorted = [...all].sort(byWeight);
  if (format === 'json')
    return `${JSON.stringify({ version: 1, findings: sorted.map(findingJson) }, null, 2)}\n`;
  return sorted.length === 0 ? 'no findings\n' : findingTable(sorted, paint, columns);
}

function one(finding: Finding, { history, evidence }: Kept, look: Look): string {
  if (look.format !== 'json') return page(finding, { history, evidence }, look);
  const kept = evidence.length === 0 ? {} : { keptEvidence: evidence };
  return `${JSON.stringify({ version: 1, finding: findingJson(finding), history, ...kept }, null, 2)}\n`;
}

function page(finding: Finding, { history, evidence: kept }: Kept, { paint, columns }: Look): string {
  const evidence = finding.evidence
    .map(({ path, message }) => `  ${plain(path)}: ${plain(message)}\n`)
    .join('');
  const steps = history.map(({ at, type, previous, status, eventId, by }) => [
    shownTime(at),
    type,
    `${previous ?? ''} → ${status}`,
    plain(by ?? eventId),
  ]);
  const before = kept.map((one) => `  ${plain(one.response)}: ${plain(evidenceText(one))}\n`).join('');
  const instances = finding.instances.map((instance) => `  ${plain(instance)}\n`).join('');
  return [
    findingTable([finding], paint, columns),
    columns === null ? '' : `\n${paint('bold', 'ID')}  ${finding.id}\n`,
    `\n${paint('bold', 'Evidence')}\n${evidence}`,
    `\n${paint('bold', 'Seen on')}\n${instances === '' ? '  no running instance\n' : instances}`,
    before === '' ? '' : `\n${paint('bold', 'Kept before a response')}\n${before}`,
    `\n${paint('bold', 'History')}\n${textTable(['AT (UTC)', 'CHANGE', 'STATUS', 'BY'], steps, paint, columns)}`,
  ].join('');
}
