// What became of a judgement, as a verdict: of which subject, how severe, since when, and what would be done. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { FindingActor } from '../model/actor.ts';
import { type Control, responseOf, unknown } from '../model/control.ts';
import type { GroupAnswer } from '../model/policy-view.ts';
import type { Severity } from '../model/severity.ts';
import type { SourceRef } from '../model/source-ref.ts';
import type { Subject } from '../model/subject.ts';
import type { Evidence, Judgement, Verdict } from '../model/verdict.ts';
import type { Policy } from '../policy/policy.ts';
import { finalSeverity, type Settings } from '../policy/settings.ts';
import { shownEvidence, shownReason, shownSubject } from './shown.ts';

/** A control and the subject that it judged, with what the policy says of both. */
export interface JudgedParts {
  readonly control: Control;
  readonly subject: Subject;
  readonly settings: Settings;
  readonly group: GroupAnswer;
  readonly policy: Policy;
}

/** Where and when the observation was made. */
export interface Occasion {
  readonly observationId: string;
  /** ISO time of the event, or of the run where the input has none. */
  readonly asOf: string | null;
  /** ISO time of the event; null where the input has none. */
  readonly seenAt: string | null;
  readonly who: FindingActor | null;
  readonly ref: SourceRef;
}

const brokenPrefix = 'the control failed: ';

export function broken(error: unknown): Judgement {
  return unknown(brokenPrefix + (error instanceof Error ? error.message : String(error)));
}

export function verdictOf(opened: JudgedParts, judgement: Judgement, occasion: Occasion): Verdict {
  const { control, subject, settings, policy, group } = opened;
  const shown = shownSubject(subject);
  const { outcome } = judgement;
  // Every subject has one of each control: written out, as all of them are then made alike, at a fraction of the cost.
  const verdict: Verdict = {
    control: control.id,
    family: control.family,
    outcome,
    severity: severityOf(judgement, settings),
    subject: shown.subject,
    identity: shown.identity,
    cluster: shown.cluster,
    namespace: shown.namespace,
    tags: shown.tags,
    instance: shown.instance,
    madeFrom: shown.madeFrom,
    uid: shown.uid,
    ownIdentity: shown.ownIdentity,
    group: group.known ? (group.group?.name ?? null) : null,
    evidence: outcome === 'fail' ? shownEvidence(judgement.evidence) : noEvidence,
    reason: shownReason('reason' in judgement ? judgement.reason : null),
    partial: isPartial(subject),
    broken: outcome === 'unknown' && judgement.reason.startsWith(brokenPrefix),
    life: lifeOf(control, subject),
    dormant: isDormant(subject),
    asOf: occasion.asOf,
    eventId: occasion.observationId,
    actor: occasion.who?.arn ?? null,
    session: occasion.who?.session ?? null,
    who: occasion.who,
    response: proposalOf(opened, judgement),
    policyHash: policy.view.hash,
    policyVersion: policy.version,
    source: occasion.ref,
  };
  return outcome === 'unknown' && judgement.again !== undefined
    ? { ...verdict, again: judgement.again }
    : verdict;
}

function severityOf(judgement: Judgement, settings: Settings): Severity {
  const own = judgement.outcome === 'fail' ? judgement.severity : undefined;
  return own === undefined ? settings.severity : finalSeverity(settings, own);
}

function proposalOf({ control, subject, settings }: JudgedParts, judgement: Judgement): Verdict['response'] {
  if (judgement.outcome !== 'fail' || judgement.respond === false) return null;
  const action = responseOf(control, subject.kind);
  return action === null ? null : { action, mode: settings.mode };
}

const noEvidence: readonly Evidence[] = [];

function lifeOf(control: Control, subject: Subject): Verdict['life'] {
  const seen = subject.kind === 'call' || (subject.kind === 'workload' && subject.source === 'alert');
  return control.life ?? (seen ? 'incident' : 'state');
}

function isPartial(subject: Subject): boolean {
  return (
    (subject.kind === 'principal' && !subject.complete) || (subject.kind === 'network' && subject.partial)
  );
}

function isDormant(subject: Subject): boolean {
  return (subject.kind === 'workload' || subject.kind === 'image') && !subject.running;
}
