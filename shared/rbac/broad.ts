// Rights that lead to all others, rule by rule (Kubernetes, "Role Based Access Control Good Practices", privilege escalation risks).
// SPDX-License-Identifier: Apache-2.0
import type { KubernetesBinding, KubernetesRule } from '../model/principal.ts';
import { builtInRole } from './built-in.ts';
import { allows, isNamed, type RuleTarget } from './rule.ts';

/** What a binding gives that is too broad, null where nothing is, or why nobody can tell. */
export type RbacLook = { readonly what: string } | string | null;

export function lookAt(binding: KubernetesBinding): RbacLook {
  const { role, roleKind, namespace, rules, rest } = binding;
  const builtIn = builtInRole(roleKind, role)?.(namespace) ?? null;
  if (builtIn !== null) return { what: builtIn };
  const looks = (rules ?? []).map((rule) => ofRule(rule, binding));
  const found = looks.find((look) => typeof look === 'object' && look !== null);
  if (found !== undefined) return found;
  if (rules === null && builtInRole(roleKind, role) === null)
    return `the rules of ${roleKind} ${role} are not in the input`;
  return rest ?? looks.find((look) => typeof look === 'string') ?? null;
}

function ofRule(rule: KubernetesRule, binding: KubernetesBinding): RbacLook {
  if (allowsEverything(rule)) return { what: 'do everything' };
  const what = dangers.find((danger) => applies(danger, rule, binding))?.what;
  return what === undefined ? ofHanding(rule, binding) : { what };
}

function allowsEverything({ apiGroups, resources, resourceNames, verbs }: KubernetesRule): boolean {
  const all = resources.includes('*') && verbs.includes('*') && resourceNames.length === 0;
  return all && (apiGroups.includes('*') || apiGroups.includes(''));
}

interface Danger {
  readonly what: string;
  readonly target: RuleTarget;
  readonly verbs: readonly string[];
  /** Only where the binding is for the whole cluster: in one namespace it is what work there takes, or no such resource exists. */
  readonly everywhere?: true;
  /** Whether a rule for named objects is as bad; left out: it is not. */
  readonly named?: (names: readonly string[]) => boolean;
}

const inCore = (...resources: string[]): RuleTarget => ({ group: '', resources });
const inGroup = (group: string, ...resources: string[]): RuleTarget => ({ group, resources });
const ofKubernetes = (names: readonly string[]) => names.some((name) => name.startsWith('system:'));
const clientSigner = (names: readonly string[]) =>
  names.some((name) => ['kubernetes.io/kube-apiserver-client', 'kubernetes.io/*', '*'].includes(name));

/** Escalation and impersonation stand for themselves; the others are what the page lists, with what leads from them. */
const dangers: readonly Danger[] = [
  {
    what: 'give rights it does not hold',
    target: inGroup('rbac.authorization.k8s.io', 'roles', 'clusterroles'),
    verbs: ['escalate'],
    named: () => true,
  },
  {
    what: 'act as somebody else',
    target: inCore('users', 'groups'),
    verbs: ['impersonate'],
    everywhere: true,
    named: ofKubernetes,
  },
  { what: 'act as somebody else', target: inCore('serviceaccounts'), verbs: ['impersonate'] },
  { what: 'read all secrets', target: inCore('secrets'), verbs: ['get', 'list', 'watch'], everywhere: true },
  { what: 'take tokens of service accounts', target: inCore('serviceaccounts/token'), verbs: ['create'] },
  { what: 'enter pods', target: inCore('pods/exec', 'pods/attach'), verbs: ['create', 'get'] },
  {
    what: 'put containers into pods',
    target: inCore('pods/ephemeralcontainers'),
    verbs: ['update', 'patch'],
  },
  { what: 'talk to the kubelet', target: inCore('nodes/proxy'), verbs: ['create', 'get'], everywhere: true },
  ...[
    inCore('pods', 'replicationcontrollers'),
    inGroup('apps', 'deployments', 'daemonsets', 'statefulsets', 'replicasets'),
    inGroup('batch', 'jobs', 'cronjobs'),
  ].map(
    (target): Danger => ({
      what: 'run pods as any service account',
      target,
      verbs: ['create'],
      everywhere: true,
    }),
  ),
  {
    what: 'sign certificates of clients',
    target: inGroup('certificates.k8s.io', 'signers'),
    verbs: ['approve', 'sign'],
    everywhere: true,
    named: clientSigner,
  },
  {
    what: 'change what the API server admits',
    target: inGroup(
      'admissionregistration.k8s.io',
      ...['mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'mutatingadmissionpolicies'],
    ),
    // Without its webhooks the API server admits everything.
    verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
    everywhere: true,
  },
];

function applies(
  { target, verbs, everywhere, named }: Danger,
  rule: KubernetesRule,
  binding: KubernetesBinding,
): boolean {
  if (everywhere === true && binding.namespace !== null) return false;
  if (!allows(rule, target, verbs)) return false;
  return !isNamed(rule) || (named?.(rule.resourceNames) ?? false);
}

/** What a rule hands on: roles that it may bind, and requests for certificates that it may approve. */
function ofHanding(rule: KubernetesRule, binding: KubernetesBinding): RbacLook {
  const roles = inGroup('rbac.authorization.k8s.io', 'roles', 'clusterroles');
  if (allows(rule, roles, ['bind'])) return ofBind(rule, binding);
  const requests = inGroup('certificates.k8s.io', 'certificatesigningrequests/approval');
  const approves = allows(rule, requests, ['update', 'patch']) && binding.namespace === null;
  return approves && !signsOnlyOthers(binding) ? { what: 'approve requests for certificates' } : null;
}

/** Approval takes the signer's word too ("Certificates and Certificate Signing Requests", authorization): one for signers of other things gives no client. */
function signsOnlyOthers({ rules }: KubernetesBinding): boolean {
  const signers = inGroup('certificates.k8s.io', 'signers');
  const own = (rules ?? []).filter((rule) => allows(rule, signers, ['approve']));
  return own.length > 0 && own.every(isNamed);
}

const unlimited: RbacLook = { what: 'give rights it does not hold' };

/** Limited by name it may hand out those roles only ("Using RBAC Authorization", restrictions on role binding creation). */
function ofBind(rule: KubernetesRule, binding: KubernetesBinding): RbacLook {
  if (!isNamed(rule)) return unlimited;
  const looks = rule.resourceNames.map((name): RbacLook => {
    const builtIn = builtInRole('ClusterRole', name);
    if (builtIn !== null) return builtIn(binding.namespace) === null ? null : unlimited;
    const rules = binding.bindable?.[name];
    if (rules === undefined) return `the rules of ${name}, which it may bind, are not in the input`;
    // A role that may bind others is as far as is looked.
    return rules.some((one) => allowsEverything(one) || isDangerous(one, binding)) ? unlimited : null;
  });
  return (
    looks.find((look) => typeof look === 'object' && look !== null) ??
    looks.find((look) => look !== null) ??
    null
  );
}

function isDangerous(rule: KubernetesRule, binding: KubernetesBinding): boolean {
  const roles = inGroup('rbac.authorization.k8s.io', 'roles', 'clusterroles');
  return allows(rule, roles, ['bind']) || dangers.some((danger) => applies(danger, rule, binding));
}
