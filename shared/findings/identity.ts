// Names rows of the record: the stable id of a finding, and the keys under which its subject's ends and states are kept.
// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { BaselineKey } from '../model/baseline.ts';
import type { LinkPlace } from '../model/owner.ts';

/** What a finding is kept on: one control on one identity in one place. */
export interface RowKey {
  readonly control: string;
  readonly identity: string;
  readonly cluster: string | null;
  readonly account: string | null;
  readonly region: string | null;
}

export type SubjectKey = Pick<RowKey, 'identity' | 'account' | 'region'>;

type Parts = readonly (string | null)[];

/** Hexadecimal digits of a half: 128 bits, so that nobody finds two names with one hash (docs/decisions/020). */
const half = 32;
/** Those of a half in former ids. */
const formerHalf = 16;

/** 32 hex digits that all findings about one identity in one account and region end with. */
export function subjectHash({ identity, account, region }: SubjectKey): string {
  return short(identity, account, region);
}

/**
 * The stable id of a finding: 64 hex digits. The second half says whom it is about, so that a store finds all findings about one
 * subject without a second index. The first mixes that with the control and the cluster: its first digits tell any two findings apart,
 * and either hash can be had back from the id.
 */
// biome-ignore lint/complexity/useMaxParams: the parts of a stored identity, in the order in which they are hashed
export function findingId(
  control: string,
  identity: string,
  cluster: string | null,
  account: string | null,
  region: string | null,
): string {
  const subject = subjectHash({ identity, account, region });
  return mixed(short(control, cluster), subject) + subject;
}

export function idOf(key: RowKey): string {
  return findingId(key.control, key.identity, key.cluster, key.account, key.region);
}

/** Do two keys name the very same row? Hashes only say where to look. */
export function isSameKey(a: RowKey, b: RowKey): boolean {
  return a.control === b.control && a.cluster === b.cluster && isSameSubject(a, b);
}

export function isSameSubject(a: SubjectKey, b: SubjectKey): boolean {
  return a.identity === b.identity && a.account === b.account && a.region === b.region;
}

/** The subject's half of an id under which a row lies. */
export function subjectOfId(id: string): string {
  return isFormerId(id) ? id.slice(0, formerHalf) : id.slice(-half);
}

/** An id as records were first written with: the subject's 16 digits, then those of control and cluster. */
export function isFormerId(id: string): boolean {
  return id.length === 2 * formerHalf;
}

const wholeId = /^[0-9a-f]{64}$/;

/** The id that the same finding has in an older record: both hashes, cut short. Null where `id` is none of today's. */
export function formerIdOf(id: string): string | null {
  if (!wholeId.test(id)) return null;
  const subject = formerSubject(subjectOfId(id));
  return subject + mixed(id.slice(0, formerHalf), subject);
}

/** The subject's half of such ids. */
export function formerSubject(subject: string): string {
  return subject.slice(0, formerHalf);
}

/** Undoes itself: `mixed(mixed(a, b), b)` is `a`. Both of one length, in hex digits. */
function mixed(a: string, b: string): string {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(16).padStart(a.length, '0');
}

/** A key, and what it stands for, since hashes only say where to look. */
export interface NamedKey {
  readonly key: string;
  readonly of: string;
}

/** Of an identity (`instance` null) or one of its instances, in one cluster or (null) anywhere. */
export function endKey(subject: SubjectKey, cluster: string | null, instance: string | null): NamedKey {
  return named('gone', subject.identity, subject.account, subject.region, cluster, instance);
}

/** Of an identity with all its instances. */
export function wholeEndKey(subject: SubjectKey, cluster: string | null): NamedKey {
  return named('over', subject.identity, subject.account, subject.region, cluster);
}

/** Key of the former kind, under which older versions noted the end of an identity: it does not tell what it stands for. */
export function formerEndKey(subject: SubjectKey): string {
  return formerSubject(subjectHash(subject)) + formerSubject(short('gone', null, null));
}

/** Of the very thing that a uid names, whatever it is kept on. */
export function uidEndKey(
  { account, region }: Pick<SubjectKey, 'account' | 'region'>,
  uid: string,
): NamedKey {
  return named('uid', account, region, uid);
}

/** What the owner of something is remembered under. */
export function linkKey({ account, region, cluster, uid }: LinkPlace): NamedKey {
  return named('owner', account, region, cluster, uid);
}

function named(...parts: Parts): NamedKey {
  return keyFor(encoded(parts));
}

function keyFor(of: string): NamedKey {
  return { key: hash('sha256', of, 'hex'), of };
}

/** What passed of a subject, in one cluster. */
export function passNoteKey(place: SubjectKey & Pick<RowKey, 'cluster'>): NamedKey {
  return keyFor(passNotePlace(place));
}

/** The same for whoever only tells subjects apart: each of a look's fifty controls asks, and none needs a hash. */
export function passNotePlace({
  identity,
  account,
  region,
  cluster,
}: SubjectKey & Pick<RowKey, 'cluster'>): string {
  return encoded(['passed', identity, account, region, cluster]);
}

/** Key under which a store keeps the last compliant state of a part of a subject. */
export function baselineKey({ part, ...subject }: BaselineKey): string {
  return subjectHash(subject) + short('baseline', part);
}

/** The key of the same in an older record. */
export function formerBaselineKey(key: BaselineKey): string {
  const now = baselineKey(key);
  return now.slice(0, formerHalf) + now.slice(half, half + formerHalf);
}

// The halves of ids come again and again: each control's with each subject, each subject's with each control.
const lately = new Map<string, string>();
const longestMemory = 10_000;

/**
 * What is hashed: JSON keeps ("a", "b:c") apart from ("a:b", "c"), and null from "null", and writes surrogates that stand alone
 * as escapes, so that UTF-8 does not make them one.
 */
export function encoded(parts: Parts): string {
  return JSON.stringify(parts);
}

function short(...parts: Parts): string {
  const text = encoded(parts);
  const before = lately.get(text);
  if (before !== undefined) return before;
  const made = hash('sha256', text, 'hex').slice(0, half);
  if (lately.size >= longestMemory) lately.clear();
  lately.set(text, made);
  return made;
}
