// Completes what an event tells of a principal or security group, which is only the change, with what facts know of the rest.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../model/arn.ts';
import type { FactAnswer, Facts } from '../model/facts.ts';
import type { Network } from '../model/network.ts';
import type { AttachedPolicy, Credential, Principal } from '../model/principal.ts';
import type { Subject } from '../model/subject.ts';
import { isBefore } from '../model/time.ts';

export interface Completed {
  readonly subject: Subject;
  /** ISO time of the fact that took part; null: none did. */
  readonly asOf: string | null;
}

/**
 * The subject with the rest of its state, where facts have it. It counts as whole only where the fact was read after the event:
 * an older one may lack what happened in between.
 */
export async function completeSubject(
  subject: Subject,
  facts: Facts,
  eventTime: string | null,
): Promise<Completed> {
  if (subject.kind === 'principal' && isPartialIam(subject))
    return completePrincipal(subject, facts, eventTime);
  if (subject.kind === 'network' && subject.partial && subject.resource === 'security-group')
    return completeNetwork(subject, facts, eventTime);
  return { subject, asOf: null };
}

function isPartialIam({ complete, platform, type }: Principal): boolean {
  return !complete && platform === 'iam' && (type === 'role' || type === 'user' || type === 'group');
}

function isFresh(answer: FactAnswer & { ok: true }, eventTime: string | null): boolean {
  return eventTime !== null && !isBefore(answer.asOf, eventTime);
}

async function completePrincipal(
  change: Principal,
  facts: Facts,
  eventTime: string | null,
): Promise<Completed> {
  const { account, region, arn, name } = change;
  const answer = await facts.get({ fact: 'principal', account, region, arn: arn ?? name });
  if (!answer.ok) return { subject: change, asOf: null };
  const whole = answer.value;
  const subject: Principal = {
    ...change,
    tags: whole.tags,
    path: whole.path,
    groups: whole.groups,
    policies: united(change.policies, whole.policies),
    trust: change.trust.value === null ? whole.trust : change.trust,
    boundary: change.boundary.value === null ? whole.boundary : change.boundary,
    credentials: told(change.credentials, whole.credentials),
    complete: isFresh(answer, eventTime),
    allCredentials: whole.allCredentials && isFresh(answer, eventTime),
    usedBy: whole.usedBy,
  };
  return { subject, asOf: answer.asOf };
}

/** What the event tells of a credential is newer than what the fact does. */
function told(changed: readonly Credential[], known: readonly Credential[]): readonly Credential[] {
  const same = (a: Credential, b: Credential) => a.type === b.type && (a.id === b.id || a.id === null);
  return [...changed, ...known.filter((one) => !changed.some((newer) => same(newer, one)))];
}

/** What the event itself tells stands first, with its place in the event. */
function united(
  changed: readonly AttachedPolicy[],
  known: readonly AttachedPolicy[],
): readonly AttachedPolicy[] {
  const same = (a: AttachedPolicy, b: AttachedPolicy) =>
    a.arn === null ? a.name === b.name && b.arn === null : a.arn === b.arn;
  const rest = known.filter((policy) => !changed.some((one) => same(one, policy)));
  const documents = changed.map((policy) => {
    const twin = known.find((one) => same(policy, one));
    return policy.document === null && twin !== undefined ? { ...policy, document: twin.document } : policy;
  });
  return [...documents, ...rest];
}

async function completeNetwork(change: Network, facts: Facts, eventTime: string | null): Promise<Completed> {
  const { account, region } = change;
  const groupId = nameOf(change.id);
  const answer = await facts.get({ fact: 'security-group', account, region, groupId });
  if (!answer.ok) return { subject: change, asOf: null };
  const known = answer.value;
  const ingress = { ...change.ingress, value: [...change.ingress.value, ...known.ingress.value] };
  const fresh = isFresh(answer, eventTime);
  const usedByContainers = change.usedByContainers ?? known.usedByContainers;
  return {
    subject: { ...change, ingress, tags: known.tags, usedByContainers, partial: !fresh },
    asOf: answer.asOf,
  };
}
