// Who did it: resolved once, in intake, from userIdentity or the Kubernetes user and the policy's people.

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

/** The session of a role, by the id that a policy can name (`aws:userid`); users and services have none. */
export function sessionOf({ principalId }: Actor): string | null {
  return principalId !== null && /^AROA[A-Z0-9]+:/.test(principalId) ? principalId : null;
}
