// A look: what one verdict, or the end of a subject, says about one row of the record.
import type { FindingActor } from '../model/actor.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { Evidence, Severity, Verdict } from '../model/verdict.ts';
import { boundedActor, boundedEvidence, boundedTags } from './bounds.ts';
import type { RowKey } from './identity.ts';

export type Life = Verdict['life'];

/** What a failing verdict leaves in the record. */
export interface FailDetail {
  readonly severity: Severity;
  readonly evidence: readonly Evidence[];
  readonly response: Verdict['response'];
  readonly actor: string | null;
  /** Left out in what was recorded before it was kept. */
  readonly session?: string | null;
  /** The same. */
  readonly who?: FindingActor | null;
  readonly subject: SubjectRef;
  readonly namespace: string | null;
  readonly group: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
  readonly dormant: boolean;
  readonly madeFrom: string | null;
}

interface Taken {
  /** ISO time in UTC with milliseconds, so that times compare as text. */
  readonly asOf: string;
  readonly eventId: string;
  readonly instance: string | null;
}

export interface FailLook extends Taken {
  readonly outcome: 'fail';
  readonly detail: FailDetail;
}

export interface UnknownLook extends Taken {
  readonly outcome: 'unknown';
  readonly reason: string;
}

/** Nothing wrong (any more): it passed, the control no longer applies, or the subject is no more. */
export interface ClearLook extends Taken {
  readonly outcome: 'pass' | 'not-applicable' | 'gone';
}

export type Sight = FailLook | UnknownLook | ClearLook;

export interface Look {
  readonly key: RowKey;
  readonly life: Life;
  readonly sight: Sight;
}

const longestReason = 1000;
const epoch = new Date(0).toISOString();

/** The look that a verdict is. A verdict without any time counts as the oldest, so that it never overrules one that has a time. */
export function lookOf(verdict: Verdict): Look {
  const { control, identity, cluster, subject, life } = verdict;
  const key = { control, identity, cluster, account: subject.account, region: subject.region };
  return { key, life, sight: sightOf(verdict) };
}

function sightOf(verdict: Verdict): Sight {
  const { outcome, eventId, instance } = verdict;
  const taken = { asOf: isoTime(verdict.asOf ?? verdict.source.time), eventId, instance };
  if (outcome === 'unknown')
    return { ...taken, outcome, reason: shortened(verdict.reason ?? 'no reason given') };
  if (outcome !== 'fail') return { ...taken, outcome };
  const { severity, response, actor, session, who, subject, namespace, group, dormant, madeFrom } = verdict;
  const tags = boundedTags(verdict.tags);
  const evidence = boundedEvidence(verdict.evidence);
  const kept = { severity, evidence, response, actor, session, who: boundedActor(who), subject };
  return { ...taken, outcome, detail: { ...kept, namespace, group, tags, dormant, madeFrom } };
}

/** The look that says a row's subject, or one instance of it, is no more. */
export function goneSight(asOf: string, eventId: string, instance: string | null): ClearLook {
  return { outcome: 'gone', asOf: isoTime(asOf), eventId, instance };
}

/** What the function below gives: most times come so already, and a replay asks a million times. */
const isoForm = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Any readable time as ISO in UTC with milliseconds; the epoch where there is none. */
export function isoTime(time: string | null): string {
  if (time !== null && isoForm.test(time)) return time;
  const milliseconds = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? epoch : new Date(milliseconds).toISOString();
}

function shortened(reason: string): string {
  return reason.length <= longestReason ? reason : `${reason.slice(0, longestReason)}…`;
}
