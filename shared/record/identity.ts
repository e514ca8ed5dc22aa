// Names rows of the record: the stable id of a finding, and the keys under which its subject's end is noted.
import { hash } from 'node:crypto';
import type { BaselineKey } from '../model/baseline.ts';

/** What a finding is kept on: one control on one identity in one place. */
export interface RowKey {
  readonly control: string;
  readonly identity: string;
  readonly cluster: string | null;
  readonly account: string | null;
  readonly region: string | null;
}

export type SubjectKey = Pick<RowKey, 'identity' | 'account' | 'region'>;

/** 16 hex digits that all findings about one identity in one account and region begin with. */
export function subjectHash({ identity, account, region }: SubjectKey): string {
  return short(identity, account, region);
}

/**
 * The stable id of a finding: 32 hex digits. The first half says whom it is about, the second which control
 * in which cluster, so that a store finds all findings about one subject without a second index.
 */
export function findingId(
  control: string,
  identity: string,
  cluster: string | null,
  account: string | null,
  region: string | null,
): string {
  return subjectHash({ identity, account, region }) + short(control, cluster);
}

export function idOf(key: RowKey): string {
  return findingId(key.control, key.identity, key.cluster, key.account, key.region);
}

/** The subject's half of a finding's id. */
export function subjectOfId(id: string): string {
  return id.slice(0, 16);
}

/**
 * Key under which a store notes since when an identity (`instance` null) or one of its instances is gone, in one
 * cluster or (null) anywhere. `subject`: what `subjectHash` gives for the identity.
 */
export function goneKey(subject: string, cluster: string | null, instance: string | null): string {
  return subject + short('gone', cluster, instance);
}

/** Key under which a store keeps the last compliant state of a part of a subject. */
export function baselineKey({ part, ...subject }: BaselineKey): string {
  return subjectHash(subject) + short('baseline', part);
}

// The halves of ids come again and again: each control's with each subject, each subject's with each control.
const lately = new Map<string, string>();
const longestMemory = 10_000;

/** JSON keeps ("a", "b:c") apart from ("a:b", "c"), and null from "null". */
function short(...parts: readonly (string | null)[]): string {
  const text = JSON.stringify(parts);
  const before = lately.get(text);
  if (before !== undefined) return before;
  const made = hash('sha256', text, 'hex').slice(0, 16);
  if (lately.size >= longestMemory) lately.clear();
  lately.set(text, made);
  return made;
}
