// `seawall findings [ID]`: lists the record's findings, or shows one with its history.
// SPDX-License-Identifier: Apache-2.0
import { type Command, Option } from 'commander';
import { listFindings } from '../../shared/findings/listing.ts';
import { historyOf } from '../../shared/findings/record.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Finding, FindingStatus } from '../../shared/model/finding.ts';
import { type Severity, severities } from '../../shared/model/severity.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { responsesIn } from '../../shared/respond/journal/progress.ts';
import { findingAmong, findingWords } from '../decision/finding-id.ts';
import { demoRecord, openExistingRecord, withRecord } from '../decision/record.ts';
import { controlsOfRun } from '../input/policy.ts';
import { policyWords } from '../program/run.ts';
import { findingJson } from '../report/finding-json.ts';
import { findingPage, type KeptOfFinding } from '../report/finding-page.ts';
import { openOutput } from '../report/output.ts';
import { recordCsv } from '../report/record-csv.ts';
import { recordExport } from '../report/record-export.ts';
import { type RecordContext, recordHtml } from '../report/record-html.ts';
import { byWeight, findingTable } from '../report/table.ts';
import { definedOf } from '../terminal/defined.ts';
import { type ExitCode, exit } from '../terminal/exit.ts';
import { type CommonOptions, wantsColour } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';
import { type Paint, painter } from '../terminal/terminal.ts';

const formats = ['table', 'json', 'html', 'csv', 'ocsf', 'asff'];
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
  withRecord(command, 'seawall findings --status open --severity critical', demoRecord, formats);
  command.action(async (id: string | undefined, options: FindingsOptions) =>
    finish(await findings(id, options)),
  );
}

async function findings(id: string | undefined, options: FindingsOptions): Promise<ExitCode> {
  const now = options.now ?? new Date().toISOString();
  const { policy, controls } = await controlsOfRun({ ...options, now }, tell);
  const { profile, region } = options;
  const store = await openExistingRecord(options.record, definedOf({ profile, region }));
  try {
    const { control, severity, status, account, cluster } = options;
    const filter = definedOf({ control, severity, status, account, cluster });
    const all = await listFindings(store, { ...viewOf(policy), now }, filter);
    const chosen = id === undefined ? null : findingAmong(all, id);
    const output = openOutput(options.output, [options.record, policy.source]);
    const look: Look = {
      ...{ format: options.format, columns: output.columns, controls, now },
      paint: painter(wantsColour(options, output.terminal)),
      policy: policyWords(policy),
    };
    const isList = chosen === null || forms.has(options.format);
    await output.write(
      isList
        ? list(chosen === null ? all : [chosen], look)
        : one(chosen, await readKept(chosen.id, store), look),
    );
    await output.close();
    return exit.ok;
  } finally {
    await store.close();
  }
}

async function readKept(finding: string, store: RecordStore): Promise<KeptOfFinding> {
  const responses = responsesIn(await readJournal(store, finding));
  const evidence = responses.flatMap(({ response, evidence }) =>
    evidence === null ? [] : [{ response, ...evidence }],
  );
  return { history: await historyOf(store, finding), evidence };
}

/** How a result is to look. */
interface Look extends RecordContext {
  readonly format: string;
  readonly paint: Paint;
  readonly columns: number | null;
}

/** Forms in which one finding is a list of one. */
const forms: ReadonlySet<string> = new Set(['html', 'csv', 'ocsf', 'asff']);

function list(all: readonly Finding[], look: Look): string {
  const { format, paint, columns } = look;
  const sorted = [...all].sort(byWeight);
  if (format === 'html') return recordHtml(sorted, look);
  if (format === 'csv') return recordCsv(sorted, look.controls);
  if (format === 'ocsf' || format === 'asff') return recordExport(sorted, format, look);
  if (format === 'json')
    return `${JSON.stringify({ version: 1, findings: sorted.map(findingJson) }, null, 2)}\n`;
  return sorted.length === 0 ? 'no findings\n' : findingTable(sorted, paint, columns);
}

function one(finding: Finding, kept: KeptOfFinding, look: Look): string {
  if (look.format !== 'json') {
    const control = look.controls.find(({ id }) => id === finding.control) ?? null;
    return findingPage(finding, kept, control, look);
  }
  const { history, evidence } = kept;
  const more = evidence.length === 0 ? {} : { keptEvidence: evidence };
  return `${JSON.stringify({ version: 1, finding: findingJson(finding), history, ...more }, null, 2)}\n`;
}
