// Subjects whose documents a template leaves open: what they are with every open value at its worst.
// SPDX-License-Identifier: Apache-2.0

import type { Repository } from './platform.ts';
import type { AttachedPolicy, Principal } from './principal.ts';
import type { Subject } from './subject.ts';
import type { Widest } from './widest.ts';

/** The subject under one reading of what is open, and which value leaves it so. */
export interface WidestReading {
  readonly subject: Subject;
  readonly why: string;
}

/** The subject with all open values at their worst, and after it with those of one document alone; none where nothing is open. */
export function widestReadings(subject: Subject): readonly WidestReading[] {
  if (subject.kind === 'principal') return ofPrincipal(subject);
  return subject.kind === 'repository' ? ofRepository(subject) : [];
}

/** More are not looked at one by one: then the first is named. */
const mostAlone = 20;

function ofPrincipal(principal: Principal): readonly WidestReading[] {
  const { policies, boundary, trustAtMost } = principal;
  const held = boundary.value === null ? policies : [...policies, boundary.value];
  const open = held.filter((policy) => policy.atMost !== undefined);
  const [first] = [trustAtMost, ...open.map(({ atMost }) => atMost)].filter((one) => one !== undefined);
  if (first === undefined) return [];
  const all: WidestReading = {
    subject: widened(principal, new Map(open.map(widestOf)), true),
    why: first.why,
  };
  const alone = open
    .flatMap((policy) => eachOf(policy).map((one) => ({ policy, one })))
    .slice(0, mostAlone)
    .map(({ policy, one }) => ({
      subject: widened(principal, new Map([[policy, one.document]]), false),
      why: one.why,
    }));
  if (trustAtMost === undefined) return [all, ...alone];
  return [all, { subject: widened(principal, new Map(), true), why: trustAtMost.why }, ...alone];
}

function widestOf(policy: AttachedPolicy): [AttachedPolicy, unknown] {
  return [policy, policy.atMost?.document];
}

/** The widest document with one of its open elements at a time, so that the one that decides is named. */
function eachOf({ atMost }: AttachedPolicy): readonly Pick<Widest, 'document' | 'why'>[] {
  return atMost?.each ?? (atMost === undefined ? [] : [atMost]);
}

function widened(
  principal: Principal,
  wide: ReadonlyMap<AttachedPolicy, unknown>,
  withTrust: boolean,
): Principal {
  const { policies, trust, trustAtMost, boundary } = principal;
  const at = (policy: AttachedPolicy) =>
    wide.has(policy) ? { ...policy, document: wide.get(policy) } : policy;
  return {
    ...principal,
    policies: policies.map(at),
    trust: withTrust && trustAtMost !== undefined ? { ...trust, value: trustAtMost.document } : trust,
    boundary: boundary.value === null ? boundary : { ...boundary, value: at(boundary.value) },
  };
}

function ofRepository(repository: Repository): readonly WidestReading[] {
  const { policyAtMost, policy } = repository;
  if (policyAtMost === undefined) return [];
  const subject = { ...repository, policy: { ...policy, value: policyAtMost.document } };
  return [{ subject, why: policyAtMost.why }];
}
