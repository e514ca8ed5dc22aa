// Who may do what: IAM users, roles, groups and policies, and Kubernetes subjects of a binding.
// SPDX-License-Identifier: Apache-2.0
import type { At } from './at.ts';
import type { SubjectBase } from './subject-base.ts';
import type { Widest } from './widest.ts';

export interface Principal extends SubjectBase {
  readonly kind: 'principal';
  readonly type:
    | 'user'
    | 'role'
    | 'group'
    | 'policy'
    | 'root'
    | 'kubernetes-user'
    | 'kubernetes-group'
    | 'service-account';
  readonly arn: string | null;
  /** IAM path, such as `/aws-service-role/ecs.amazonaws.com/`; null: not known. */
  readonly path: string | null;
  /** Identity policies known from the input: all of them where `complete`, else what one event added. */
  readonly policies: readonly AttachedPolicy[];
  readonly groups: readonly string[];
  /** Trust policy of a role (object or JSON text). */
  readonly trust: At<unknown>;
  /** The trust at its widest, where a template leaves a value of it open. */
  readonly trustAtMost?: Widest;
  readonly boundary: At<AttachedPolicy | null>;
  /** True where the input holds the whole principal, false where only a change of it. */
  readonly complete: boolean;
  /** Long-lived credentials the input tells of: access keys, login profile. */
  readonly credentials: readonly Credential[];
  /** False where there may be more of them than `credentials` holds. */
  readonly allCredentials: boolean;
  /** Kubernetes: rules bound to it. */
  readonly bindings: readonly KubernetesBinding[];
  /** Instance ids, families or pods that use the role, where known. */
  readonly usedBy: readonly string[];
  /** Its shortest way to an administrator of its account through other roles; left out: none is known. */
  readonly reach?: Reach;
}

export interface Reach {
  /** ARN of the administrator at the end. */
  readonly administrator: string;
  readonly steps: readonly ReachStep[];
}

export interface ReachStep {
  /** ARN of the role that is got. */
  readonly to: string;
  /** `sts:AssumeRole`, or `iam:PassRole` and the calls that run something with the role. */
  readonly actions: readonly string[];
  /** Place of what opens it: a statement, or the principal that the role's trust names. */
  readonly path: string;
}

export interface AttachedPolicy {
  readonly name: string;
  /** Null for an inline policy. */
  readonly arn: string | null;
  readonly path: string;
  /** The document (object or text), or null where it must be fetched (fact `policy-document`). */
  readonly document: unknown;
  /** What it is at its widest, where a template leaves a value open; `document` is then what it is at least. */
  readonly atMost?: Widest;
  /** Why nobody can tell which policy it is. */
  readonly unsettled?: string;
}

export interface Credential {
  readonly type: 'access-key' | 'login-profile' | 'service-specific' | 'ssh-key' | 'signing-certificate';
  readonly id: string | null;
  readonly status: string | null;
  readonly path: string;
}

export interface KubernetesBinding {
  readonly name: string;
  readonly roleKind: 'Role' | 'ClusterRole';
  readonly role: string;
  /** Null: the whole cluster. */
  readonly namespace: string | null;
  readonly path: string;
  /** Null where the role's rules are not in the input. */
  readonly rules: readonly KubernetesRule[] | null;
  /** Why the role may hold more than `rules`; left out: they are all. */
  readonly rest?: string;
  /** Rules of the roles that it may bind by name, as far as the input holds them; left out: none. */
  readonly bindable?: Readonly<Record<string, readonly KubernetesRule[]>>;
}

export interface KubernetesRule {
  readonly path: string;
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly verbs: readonly string[];
  /** Paths of the API server that are no resources, such as `/metrics`; left out: none. */
  readonly nonResourceUrls?: readonly string[];
}

/** True for cluster-admin in every namespace, and for a role of another name whose rules say the same; null: its rules are not known. */
export function administersCluster({
  role,
  roleKind,
  namespace,
  rules,
  rest,
}: KubernetesBinding): boolean | null {
  if (roleKind !== 'ClusterRole' || namespace !== null) return false;
  if (role === 'cluster-admin' || (rules ?? []).some(allowsAll)) return true;
  return rules === null || rest !== undefined ? null : false;
}

function allowsAll({ apiGroups, resources, resourceNames, verbs }: KubernetesRule): boolean {
  return resourceNames.length === 0 && [apiGroups, resources, verbs].every((list) => list.includes('*'));
}
