// A look: what one verdict, or the end of a subject, says about one row of the record.
// SPDX-License-Identifier: Apache-2.0
import type { FindingActor } from '../model/actor.ts';
import type { ImageUsers } from '../model/image-users.ts';
import type { Gone } from '../model/observation.ts';
import type { Severity } from '../model/severity.ts';
import type { SubjectRef } from '../model/subject.ts';
import { storedTime } from '../model/time.ts';
import type { Evidence, Verdict } from '../model/verdict.ts';
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
  /** Left out where nobody looked, and in what was recorded before it was kept. */
  readonly usedBy?: ImageUsers;
  readonly madeFrom: string | null;
}

interface Taken {
  /** As `storedTime` gives it. */
  readonly asOf: string;
  readonly eventId: string;
  readonly instance: string | null;
  /** Names the very thing that was looked at, and nothing that comes after it: a Kubernetes uid, the ARN of a task. */
  readonly uid?: string;
  /** A task or pod is judged by its own looks: no look at its owner, or at its like, says anything of it. */
  readonly apart?: boolean;
}

export interface FailLook extends Taken {
  readonly outcome: 'fail';
  readonly detail: FailDetail;
}

export interface UnknownLook extends Taken {
  readonly outcome: 'unknown';
  readonly reason: string;
}

/** Nothing wrong (any more): it passed, or the control no longer applies. */
export interface ClearLook extends Taken {
  readonly outcome: 'pass' | 'not-applicable';
}

/** The subject, one instance of it, or the subject with all its instances, is no more. */
export interface GoneLook extends Taken {
  readonly outcome: 'gone';
  readonly whole?: boolean;
}

export type Sight = FailLook | UnknownLook | ClearLook | GoneLook;

export interface Look {
  readonly key: RowKey;
  readonly life: Life;
  readonly sight: Sight;
}

const longestReason = 1000;

/** Incidents are closed by people and by time: whose they were makes no difference. */
function isApart({ instance, life, subject }: Verdict): boolean {
  return instance !== null && life === 'state' && subject.kind === 'workload';
}

/** The look that a verdict is. A verdict without any time counts as the oldest, so that it never overrules one that has a time. */
export function lookOf(verdict: Verdict): Look {
  const { control, identity, cluster, subject, life } = verdict;
  const key = { control, identity, cluster, account: subject.account, region: subject.region };
  return { key, life, sight: sightOf(verdict) };
}

function sightOf(verdict: Verdict): Sight {
  const { outcome, eventId, instance, uid } = verdict;
  const asOf = storedTime(verdict.asOf ?? verdict.source.time);
  const apart = isApart(verdict) ? { apart: true } : {};
  const taken = { asOf, eventId, instance, ...(uid === null ? {} : { uid }), ...apart };
  if (outcome === 'unknown')
    return { ...taken, outcome, reason: shortened(verdict.reason ?? 'no reason given') };
  if (outcome !== 'fail') return { ...taken, outcome };
  const { severity, response, actor, session, who, subject, namespace, group, dormant, madeFrom, usedBy } =
    verdict;
  const tags = boundedTags(verdict.tags);
  const evidence = boundedEvidence(verdict.evidence);
  const kept = { severity, evidence, response, actor, session, who: boundedActor(who), subject };
  const users = usedBy === undefined ? {} : { usedBy };
  return { ...taken, outcome, detail: { ...kept, namespace, group, tags, dormant, madeFrom, ...users } };
}

/** The look that says a row's subject, or one instance of it, is no more. */
export function goneSight(asOf: string, eventId: string, { instance, uid, whole }: GoneOf): GoneLook {
  const more = { ...(uid == null ? {} : { uid }), ...(whole ? { whole } : {}) };
  return { outcome: 'gone', asOf: storedTime(asOf), eventId, instance, ...more };
}

type GoneOf = Pick<Gone, 'instance' | 'uid' | 'whole'>;

function shortened(reason: string): string {
  return reason.length <= longestReason ? reason : `${reason.slice(0, longestReason)}…`;
}
