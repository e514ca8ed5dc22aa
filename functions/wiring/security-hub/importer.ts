// A batch of hints to Security Hub: each finding as the record has it now, under its account and Region. What was not taken comes again.
// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { asffId, asffOf } from '../../../shared/export/asff.ts';
import type { Exported } from '../../../shared/export/exported.ts';
import { type Hub, type Import, importsOf } from '../../../shared/export/imports.ts';
import { findingOf, type View } from '../../../shared/findings/finding.ts';
import { listFindings } from '../../../shared/findings/listing.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { hintedIn, type Message } from '../../../shared/notify/deliver/hinted.ts';

export interface ImporterParts {
  readonly store: RecordStore;
  readonly view: Omit<View, 'now'>;
  readonly textsOf: (control: string) => Exported['control'];
  readonly hubOf: (finding: Finding) => Hub;
  /** With the credentials of the account: Security Hub takes a finding from its own account alone. */
  readonly clientFor: (hub: Hub) => Pick<SecurityHubClient, 'send'>;
  readonly now: () => number;
  readonly log: Pick<Logger, 'info' | 'error'>;
  readonly metrics: { addMetric(name: string, unit: typeof MetricUnit.Count, value: number): unknown };
}

/** Gives the ids of the messages that must come again. Rejects where the record cannot be read: then all of them must. */
export async function importHinted(
  messages: readonly Message[],
  parts: ImporterParts,
): Promise<readonly string[]> {
  const { hinted, rounds, refused } = hintedIn(messages);
  // Taken before anything is read: of two that are told the same finding, the one that read it later counts.
  const now = new Date(parts.now()).toISOString();
  const view = { ...parts.view, now };
  const rows = await Promise.all(hinted.map(({ finding }) => parts.store.get(finding)));
  const found = rows.map((row) => (row === null ? null : findingOf(row, view)));
  const all = rounds.length === 0 ? [] : await listFindings(parts.store, view);
  const standing = all.filter(({ status }) => status !== 'resolved');
  const failed = await importAll([...found.filter((one) => one !== null), ...standing], now, parts);
  for (const [{ id }, error] of refused)
    parts.log.error('a message hints at nothing', { messageId: id, error: String(error) });
  return [
    ...hinted.flatMap((one, place) =>
      failed.has(found[place]?.id ?? '') ? one.messages.map(({ id }) => id) : [],
    ),
    ...(standing.some(({ id }) => failed.has(id)) ? rounds.map(({ id }) => id) : []),
    // Comes again in vain, and ends in the dead letters, where somebody looks at it.
    ...[...refused.keys()].map(({ id }) => id),
  ];
}

/** Gives the ids of the findings that were not taken. */
async function importAll(
  findings: readonly Finding[],
  now: string,
  parts: ImporterParts,
): Promise<ReadonlySet<string>> {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const told = [...byId.values()].map((finding) => {
    const hub = parts.hubOf(finding);
    const exported = { finding, control: parts.textsOf(finding.control) };
    return { ...hub, finding: asffOf(exported, { ...hub, now }) };
  });
  const ids = new Map([...byId.keys()].map((id) => [asffId(id), id]));
  const failed = new Set<string>();
  // One after the other: ten calls a second are let through (Partner Integration Guide, as in shared/export/imports.ts).
  for (const batch of importsOf(told))
    for (const asff of await importBatch(batch, parts)) failed.add(ids.get(asff) ?? '');
  const count = (name: string, value: number) => parts.metrics.addMetric(name, MetricUnit.Count, value);
  count('SecurityHubTaken', byId.size - failed.size);
  count('SecurityHubRefused', failed.size);
  return failed;
}

/** Gives the ASFF ids of those that were not taken. */
async function importBatch(batch: Import, parts: ImporterParts): Promise<readonly string[]> {
  const { account, region, findings } = batch;
  // The published shape is held by test/export/export.test.ts.
  const Findings = findings as unknown as AwsSecurityFinding[];
  const all = Findings.map(({ Id = '' }) => Id);
  try {
    const { FailedFindings = [], FailedCount = 0 } = await parts
      .clientFor(batch)
      .send(new BatchImportFindingsCommand({ Findings }));
    for (const { Id, ErrorCode, ErrorMessage } of FailedFindings)
      parts.log.error('Security Hub did not take a finding', {
        account,
        region,
        Id,
        ErrorCode,
        ErrorMessage,
      });
    const failed = FailedFindings.map(({ Id = '' }) => Id);
    // What is not named was not taken either: rather all again than one lost.
    return FailedCount <= failed.length && failed.every((id) => all.includes(id)) ? failed : all;
  } catch (error) {
    if (findings.length > 1 && isOfInput(error)) return importHalves(batch, parts);
    // Not switched on there, no role that lets us in, too many calls: others are told all the same.
    parts.log.error('Security Hub did not take findings', { account, region, error: String(error) });
    return all;
  }
}

/** One finding that Security Hub cannot even read must not hold up the ninety-nine beside it. */
async function importHalves(batch: Import, parts: ImporterParts): Promise<readonly string[]> {
  const middle = Math.ceil(batch.findings.length / 2);
  const [first, second] = [batch.findings.slice(0, middle), batch.findings.slice(middle)];
  return [
    ...(await importBatch({ ...batch, findings: first }, parts)),
    ...(await importBatch({ ...batch, findings: second }, parts)),
  ];
}

/** "The request was rejected because you supplied an invalid or out-of-range value" (API Reference, BatchImportFindings): for the whole call. */
function isOfInput(error: unknown): boolean {
  return error instanceof Error && error.name === 'InvalidInputException';
}
