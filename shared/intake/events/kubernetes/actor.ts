// Who made a Kubernetes request: the audit event's user resolved to one kind of actor.
// SPDX-License-Identifier: Apache-2.0
// Names: Kubernetes reference, "Using Node Authorization" and "Managing Service Accounts"; EKS puts the IAM identity in `extra`.
import type { Actor, ActorKind } from '../../../model/actor.ts';
import { parseArn } from '../../../model/arn.ts';
import { type JsonObject, objectOf, stringOf, stringsOf } from '../../../model/json.ts';
import type { PolicyView } from '../../../model/policy-view.ts';
import { actorOf, isPipeline } from '../actor.ts';

type People = PolicyView['people'] | null;

export function kubernetesActor(audit: JsonObject, people: People): Actor {
  const user = objectOf(audit.user);
  const extra = objectOf(user.extra);
  const name = stringOf(user.username) ?? 'unknown';
  const arn = stringsOf(extra.arn)[0] ?? null;
  const canonical = stringsOf(extra.canonicalArn)[0] ?? null;
  const address = stringsOf(audit.sourceIPs)[0] ?? null;
  const traits = { sourceAddress: address, userAgent: stringOf(audit.userAgent), additional: null };
  const behind = arn === null ? null : iamActor(arn, canonical, traits, people);
  return {
    kind: kindOf(name, behind, people),
    name,
    arn,
    principal: behind?.principal ?? canonical ?? name,
    principalId: null,
    ...{ sourceIdentity: null, directoryUser: null },
    accountId: parseArn(arn ?? canonical)?.account ?? null,
    root: behind?.root ?? false,
    mfa: null,
    federated: behind?.federated ?? false,
    invokedBy: null,
    ...{ sourceAddress: traits.sourceAddress, userAgent: traits.userAgent },
    groups: stringsOf(user.groups),
  };
}

/** The IAM identity that EKS authenticated: read as CloudTrail would show it. */
function iamActor(
  arn: string,
  canonical: string | null,
  traits: Parameters<typeof actorOf>[1],
  people: People,
): Actor {
  const isUser = parseArn(arn)?.resource.startsWith('user/');
  const sessionContext = canonical === null ? {} : { sessionIssuer: { arn: canonical } };
  return actorOf({ type: isUser ? 'IAMUser' : 'AssumedRole', arn, sessionContext }, traits, people);
}

// The control plane's own users, and those EKS itself acts as (EKS User Guide, "Default Amazon EKS created RBAC roles and users").
const controllers =
  /^(?:system:(?:kube-controller-manager|kube-scheduler|apiserver|node|serviceaccount:kube-system|addon-manager|kube-proxy|cloud-controller-manager)(?:$|:)|eks:|aws-node$)/;

function kindOf(name: string, behind: Actor | null, people: People): ActorKind {
  if (isPipeline(people, [name])) return 'pipeline';
  if (name.startsWith('system:serviceaccount:') && !controllers.test(name)) return 'workload';
  if (controllers.test(name)) return 'kubernetes-controller';
  if (behind !== null) return behind.kind;
  // `system:anonymous` is somebody nobody knows; any other name is a certificate's or an identity provider's.
  return name === 'unknown' || name === 'system:anonymous' || name === 'system:unauthenticated'
    ? 'unknown'
    : 'person';
}
