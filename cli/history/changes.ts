// What changes in a replay under another policy: findings, and the responses to them.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import type { Respond } from '../../shared/policy/policy.ts';
import type { Replayed } from './replay.ts';

export type ChangeKind = 'added' | 'removed' | 'changed';

export interface FindingDifference {
  readonly change: ChangeKind;
  /** Null: there is no such finding under the policy of the run. */
  readonly before: Finding | null;
  /** Null: there is none under the other policy. */
  readonly after: Finding | null;
}

export interface ResponseDifference {
  readonly change: ChangeKind;
  /** The finding it is about: under the other policy, else under the policy of the run. */
  readonly about: Finding;
  readonly before: Response | null;
  readonly after: Response | null;
}

/** Who is asked where a response waits for people. */
export interface Asked {
  /** Null: whoever reaches the record. */
  readonly approvers: readonly string[] | null;
  readonly secondPerson: boolean;
  readonly expiresMs: number;
}

export interface ApprovalsDifference {
  /** Null: no response waits for people. */
  readonly before: Asked | null;
  readonly after: Asked | null;
}

export interface Changes {
  /** The other policy's name. */
  readonly policy: string;
  /** Null: the same people are asked in the same way, or nobody is. */
  readonly approvals: ApprovalsDifference | null;
  readonly findings: readonly FindingDifference[];
  readonly responses: readonly ResponseDifference[];
}

interface Result extends Pick<Replayed, 'findings' | 'responses'> {
  /** Of the policy that led to them. */
  readonly respond: Pick<Respond, 'approvers' | 'secondPerson' | 'approvalExpiresMs'>;
}

/** The first run's findings and responses against those of a run of the same history under another policy. */
export function changesBetween(before: Result, after: Result, policy: string): Changes {
  return {
    policy,
    approvals: approvalsDifference(askedIn(before), askedIn(after)),
    findings: findingDifferences(before.findings, after.findings),
    responses: responseDifferences(before, after),
  };
}

function askedIn({ responses, respond }: Result): Asked | null {
  const { approvers, secondPerson, approvalExpiresMs: expiresMs } = respond;
  const waits = responses.some(({ outcome }) => outcome === 'awaiting-approval');
  return waits ? { approvers, secondPerson, expiresMs } : null;
}

function approvalsDifference(before: Asked | null, after: Asked | null): ApprovalsDifference | null {
  return JSON.stringify(before) === JSON.stringify(after) ? null : { before, after };
}

function findingDifferences(before: readonly Finding[], after: readonly Finding[]): FindingDifference[] {
  const was = byId(before);
  const is = byId(after);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) =>
    difference(was.get(id) ?? null, is.get(id) ?? null, sameFinding),
  );
}

/** A finding that opens again is responded to again: its first response is compared with its first, and so on. */
function responseDifferences(before: Result, after: Result): ResponseDifference[] {
  const was = Map.groupBy(before.responses, ({ finding }) => finding);
  const is = Map.groupBy(after.responses, ({ finding }) => finding);
  const findings = new Map([...byId(before.findings), ...byId(after.findings)]);
  return [...findings.values()].flatMap((about) => {
    const former = was.get(about.id) ?? [];
    const later = is.get(about.id) ?? [];
    const rounds = Array.from({ length: Math.max(former.length, later.length) }, (_, round) => round);
    return rounds.flatMap((round) =>
      difference(former[round] ?? null, later[round] ?? null, sameResponse).map((one) => ({ ...one, about })),
    );
  });
}

function difference<T>(
  before: T | null,
  after: T | null,
  same: (one: T, other: T) => boolean,
): { change: ChangeKind; before: T | null; after: T | null }[] {
  if (before === null) return after === null ? [] : [{ change: 'added', before, after }];
  if (after === null) return [{ change: 'removed', before, after }];
  return same(before, after) ? [] : [{ change: 'changed', before, after }];
}

function sameFinding(one: Finding, other: Finding): boolean {
  return one.severity === other.severity && one.status === other.status && one.dormant === other.dormant;
}

function sameResponse(one: Response, other: Response): boolean {
  return (
    one.action === other.action &&
    one.mode === other.mode &&
    one.outcome === other.outcome &&
    one.heldBy === other.heldBy &&
    JSON.stringify(one.calls) === JSON.stringify(other.calls)
  );
}

function byId(findings: readonly Finding[]): Map<string, Finding> {
  return new Map(findings.map((finding) => [finding.id, finding]));
}
