// Who did it: resolved once, in intake, from userIdentity or the Kubernetes user and the policy's people.
// SPDX-License-Identifier: Apache-2.0
import { roleOfSession } from './arn.ts';

export type ActorKind =
  | 'person'
  | 'pipeline'
  | 'workload'
  | 'aws-service'
  | 'kubernetes-controller'
  | 'unknown';

export interface Actor {
  readonly kind: ActorKind;
  /** What to show a reader: user name, role session, service name. Hostile text. */
  readonly name: string;
  /** ARN of the caller as logged (a session ARN for assumed roles), null where there is none. */
  readonly arn: string | null;
  /** ARN of the role or user behind the session: what policy lists are matched against. */
  readonly principal: string | null;
  /** `AROA…:session` of an assumed role: what a per-session deny would name. */
  readonly principalId: string | null;
  /** `sourceIdentity` of a role session, which stays with it from role to role; null: none, or not told. */
  readonly sourceIdentity: string | null;
  /** User id of IAM Identity Center (`onBehalfOf.userId`); null: not told. */
  readonly directoryUser: string | null;
  readonly accountId: string | null;
  readonly root: boolean;
  /** `sessionContext.attributes.mfaAuthenticated`; null where the event does not say. */
  readonly mfa: boolean | null;
  /** Signed in through an identity provider (SAML, OIDC, Identity Center). */
  readonly federated: boolean;
  readonly invokedBy: string | null;
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
  /** Kubernetes groups; empty elsewhere. */
  readonly groups: readonly string[];
}

/** Somebody who had a hand in a finding: all that the event tells of who it was. Hostile text. */
export interface FindingActor {
  /** ARN of the role or user, as in `Finding.actor`, or another name where there is none. */
  readonly arn: string;
  /** As `Finding.session`. */
  readonly session: string | null;
  /** Name of the session, which its taker or the identity provider chose; null: no session, or not told. */
  readonly sessionName: string | null;
  readonly sourceIdentity: string | null;
  readonly directoryUser: string | null;
}

/** What a finding keeps of an actor. */
export function findingActor(actor: Actor): FindingActor {
  const { name, principal, arn, sourceIdentity, directoryUser } = actor;
  const session = sessionOf(actor);
  const sessionName = session?.slice(session.indexOf(':') + 1) ?? sessionNameIn(arn);
  return { arn: principal ?? name, session, sessionName, sourceIdentity, directoryUser };
}

/** `kim` of `arn:aws:sts::111122223333:assumed-role/deploy/kim`. */
function sessionNameIn(arn: string | null): string | null {
  if (arn === null || roleOfSession(arn) === null) return null;
  const name = arn.split('/').slice(2).join('/');
  return name === '' ? null : name;
}

/** The session of a role, by the id that a policy can name (`aws:userid`); users and services have none. */
export function sessionOf({ principalId }: Actor): string | null {
  return principalId !== null && /^AROA[A-Z0-9]+:/.test(principalId) ? principalId : null;
}
