// The list of findings as people see it: filtered, and without sleepers whose workload is listed awake. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingStatus } from '../model/finding.ts';
import { globMatches } from '../model/glob.ts';
import type { Severity } from '../model/severity.ts';
import { findingOf, type View } from './finding.ts';
import type { Row } from './row.ts';
import type { RecordStore, RowFilter } from './store.ts';

/** `control`, `account` and `cluster` may be globs. */
export interface FindingFilter extends RowFilter {
  readonly severity?: Severity;
  readonly status?: FindingStatus;
}

/** A finding together with the task family its workload was made from, where it was made from one. */
export interface Listed {
  readonly finding: Finding;
  readonly madeFrom: string | null;
}

/** All findings of a store at a time, by id. */
export async function listFindings(
  store: RecordStore,
  view: View,
  { severity, status, ...rows }: FindingFilter = {},
): Promise<readonly Finding[]> {
  const listed: Listed[] = [];
  // The cluster is asked about last: a sleeping family has none, the workload it wakes in has.
  const { cluster, ...stored } = rows;
  const wanted = ({ control, subject }: Finding) =>
    matches(stored.control, control) && matches(stored.account, subject.account);
  for await (const row of store.list(withoutGlobs(stored))) {
    const one = listedOf(row, view);
    if (one !== null && wanted(one.finding)) listed.push(one);
  }
  return awaken(distinct(listed)).filter(
    (finding) =>
      (severity === undefined || finding.severity === severity) &&
      (status === undefined || finding.status === status) &&
      matches(cluster, finding.cluster),
  );
}

/** While a new version is rolled out, the older one may begin a row under the former id beside today's: today's counts. */
function distinct(listed: readonly Listed[]): readonly Listed[] {
  const byId = new Map<string, Listed>();
  for (const one of listed)
    if (one.finding.formerId === null || !byId.has(one.finding.id)) byId.set(one.finding.id, one);
  return [...byId.values()];
}

function matches(pattern: string | undefined, value: string | null): boolean {
  return pattern === undefined || (value !== null && globMatches(pattern, value));
}

/** Stores know whole values only. */
function withoutGlobs(filter: RowFilter): RowFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => !String(value).includes('*')));
}

function listedOf(row: Row, view: View): Listed | null {
  const finding = findingOf(row, view);
  return finding && { finding, madeFrom: row.seen.fail?.detail.madeFrom ?? null };
}

/**
 * Leaves out the dormant findings of a task family where the same control has an unresolved finding on something that runs
 * and was made from that family, in the same account and region: one mistake, one line. A resolved dormant one is left out
 * beside a finding of any status.
 */
function awaken(listed: readonly Listed[]): readonly Finding[] {
  const awake = listed.filter(({ finding }) => !finding.dormant);
  const any = new Set(awake.flatMap(placesOf));
  const unresolved = new Set(awake.filter(({ finding }) => finding.status !== 'resolved').flatMap(placesOf));
  return listed
    .map(({ finding }) => finding)
    .filter((finding) => {
      if (!finding.dormant) return true;
      const told = finding.status === 'resolved' ? any : unresolved;
      return !told.has(placeOf(finding, familyOf(finding.subject.id)));
    });
}

function placesOf({ finding, madeFrom }: Listed): readonly string[] {
  return madeFrom === null ? [] : [placeOf(finding, madeFrom)];
}

function placeOf({ control, subject }: Finding, family: string): string {
  return JSON.stringify([control, subject.account, subject.region, family]);
}

const familyMark = ':task-definition/';

/** The family that a dormant finding is kept on: its identity, without the ARN around it. */
function familyOf(identity: string): string {
  const mark = identity.indexOf(familyMark);
  return mark < 0 ? identity : identity.slice(mark + familyMark.length);
}
