// Kubernetes bindings that give rights which lead to all others.
import { z } from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { JsonObject } from '../../model/json.ts';
import {
  administersCluster,
  type KubernetesBinding,
  type KubernetesRule,
  type Principal,
} from '../../model/principal.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { audit } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const noBroadRbac = defineControl({
  id: 'control-plane/no-broad-rbac',
  title: 'Bindings give nobody the way to all rights',
  severity: 'high',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['kubernetes'],
  comparesWith: ['people.orchestrators|people.system-administrators'],
  parameters: z.object({}),
  references: {
    nist: ['4.3.1'],
    cis: ['CIS EKS 4.1.2', 'CIS EKS 4.1.3', 'CIS Kubernetes 5.1.3'],
    attack: ['T1098.006', 'T1613', 'T1552.007'],
  },
  why: 'Who may read every secret, enter pods, talk to the kubelet or hand out rights has, in one or two steps, the whole cluster.',
  fix: 'Bind a role with the verbs and resources that are needed, in the namespaces meant; name those who truly orchestrate in the policy.',
  allows: [
    'principals that the policy’s `people` lists',
    'principals and roles of Kubernetes itself (`system:…`), of EKS (`eks:…`) and service accounts of kube-system',
    'the built-in roles admin, edit and view within one namespace',
    'secrets of one namespace, or named ones',
    'cluster-admin, or its like, for the whole cluster (cluster-admin-entries judges it)',
  ],
  response: null,
  judge: (principal, { policy: { people } }) => {
    if (principal.bindings.length === 0) return notApplicable('nothing is bound');
    const named = [
      people.orchestrators,
      people.systemAdministrators,
      people.breakGlass,
      people.deliveryPipelines,
    ];
    const globs = named.flatMap((list) => list ?? []);
    if (matchesAny(globs, principal.name) || matchesAny(globs, principal.id))
      return notApplicable('the policy names the principal');
    if (isSystem(principal)) return notApplicable('a principal of the cluster itself');
    return judged(principal);
  },
});

/** Groups that everybody is in are no part of the system. */
function isSystem({ type, name, namespace }: Principal): boolean {
  if (type === 'service-account') return namespace === 'kube-system';
  if (/^system:(?:authenticated|unauthenticated|anonymous|serviceaccounts)/.test(name)) return false;
  return /^(?:system|eks):/.test(name);
}

function judged(principal: Principal): Judgement {
  const looks = principal.bindings.map((binding) => look(binding));
  const found = looks.flatMap((one, index): Evidence[] => {
    const binding = principal.bindings[index];
    if (typeof one !== 'object' || one === null || binding === undefined) return [];
    const where = binding.namespace === null ? 'in every namespace' : `in namespace ${binding.namespace}`;
    const message = `${binding.name} lets ${principal.name} ${one.what} ${where}`;
    return [evidence(binding.path, binding.role, null, message)];
  });
  if (found.length > 0) return fail(found);
  const reason = looks.find((one) => typeof one === 'string');
  return typeof reason === 'string' ? unknown(reason) : pass;
}

/** What is too broad, null where nothing is, or why nobody can say. */
function look(binding: KubernetesBinding): { what: string } | string | null {
  const { role, roleKind, namespace, rules } = binding;
  if (administersCluster(binding)) return null;
  const builtIn = roleKind === 'ClusterRole' ? builtInRoles.get(role) : undefined;
  if (builtIn !== undefined) return builtIn(namespace);
  if (roleKind === 'ClusterRole' && /^(?:system|eks):/.test(role)) return null;
  if (rules === null) return `the rules of ${roleKind} ${role} are not in the input`;
  for (const rule of rules) {
    const what = broad(rule, namespace);
    if (what !== null) return { what };
  }
  return null;
}

type BuiltIn = (namespace: string | null) => { what: string } | null;

/** Kubernetes, "Using RBAC Authorization", user-facing roles: edit and admin enter pods, read secrets and take service accounts. */
const builtInRoles: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  ['cluster-admin', () => ({ what: 'do everything' })],
  ['admin', (namespace) => (namespace === null ? { what: 'enter pods and read all secrets' } : null)],
  ['edit', (namespace) => (namespace === null ? { what: 'enter pods and read all secrets' } : null)],
  ['view', () => null],
]);

function broad(
  { apiGroups, resources, resourceNames, verbs }: KubernetesRule,
  namespace: string | null,
): string | null {
  const may = (...wanted: string[]) => verbs.includes('*') || wanted.some((verb) => verbs.includes(verb));
  const on = (group: string, ...names: string[]) =>
    (apiGroups.includes('*') || apiGroups.includes(group)) &&
    (resources.includes('*') || names.some((name) => resources.includes(name)));
  if (resources.includes('*') && verbs.includes('*') && (apiGroups.includes('*') || apiGroups.includes('')))
    return 'do everything';
  // These verbs stand for themselves: `*` on such resources is as good (Kubernetes, "RBAC Good Practices").
  const roles = ['roles', 'clusterroles'];
  if (on('rbac.authorization.k8s.io', ...roles) && may('escalate', 'bind'))
    return 'give rights it does not hold';
  if (resourceNames.length > 0) return null;
  if (on('', 'users', 'groups', 'serviceaccounts') && may('impersonate')) return 'act as somebody else';
  if (namespace === null && on('', 'secrets') && may('get', 'list', 'watch')) return 'read all secrets';
  if (on('', 'pods/exec', 'pods/*', 'pods/attach') && may('create', 'get')) return 'enter pods';
  return on('', 'nodes/proxy', 'nodes/*') && may('create', 'get') ? 'talk to the kubelet' : null;
}

const policy = { version: 1, people: { orchestrators: ['arn:aws:iam::*:role/deploy-*', 'dana@acme.test'] } };

const rbac = { apiGroup: 'rbac.authorization.k8s.io' };

const binding = (role: string, change: JsonObject = {}) =>
  audit(
    'create',
    { resource: 'clusterrolebindings', name: 'helpdesk', apiVersion: 'v1', ...rbac },
    {
      requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
      requestObject: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'helpdesk' },
        roleRef: { ...rbac, kind: 'ClusterRole', name: role },
        subjects: [{ kind: 'User', name: 'kim@acme.test', ...rbac }],
        ...change,
      },
    },
  );

/** A role and its binding in one file, as a list. */
const withRole = (rule: JsonObject, bound: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'desk' },
      rules: [rule],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'helpdesk' },
      roleRef: { ...rbac, kind: 'ClusterRole', name: 'desk' },
      subjects: [{ kind: 'ServiceAccount', name: 'desk', namespace: 'shop' }],
      ...bound,
    },
  ],
});

const inCore = (resources: string[], verbs: string[]) => withRole({ apiGroups: [''], resources, verbs });

/** A binding within one namespace, of a ClusterRole in the same file. */
const inNamespace = (rule: JsonObject) =>
  withRole(rule, { kind: 'RoleBinding', metadata: { name: 'helpdesk', namespace: 'shop' } });

const tooBroad: readonly (readonly [says: string, resources: string[], verbs: string[]])[] = [
  ['a list of all secrets', ['secrets'], ['list']],
  ['a watch on all secrets', ['secrets'], ['watch']],
  ['one secret after the other', ['secrets'], ['get']],
  ['any verb on secrets', ['secrets'], ['*']],
  ['any resource of the core group', ['*'], ['get']],
  ['to act as a user', ['users'], ['impersonate']],
  ['to act as a group', ['groups'], ['impersonate']],
  ['to act as a service account', ['serviceaccounts'], ['impersonate']],
  ['to run commands in pods', ['pods/exec'], ['create']],
  ['to attach to pods by GET', ['pods/attach'], ['get']],
  ['every subresource of pods', ['pods/*'], ['create']],
  ['the kubelet’s own API', ['nodes/proxy'], ['get']],
  ['every subresource of nodes', ['nodes/*'], ['create']],
  ['everything in the core group', ['*'], ['*']],
];

const narrow: readonly (readonly [says: string, resources: string[], verbs: string[]])[] = [
  ['to make secrets, not to read them', ['secrets'], ['create']],
  ['to look at service accounts', ['serviceaccounts'], ['get']],
  ['to delete executions', ['pods/exec'], ['delete']],
  ['to look at nodes', ['nodes'], ['get', 'list']],
  ['to change the state of the kubelet’s proxy', ['nodes/proxy'], ['update']],
  ['to act as nobody', ['configmaps'], ['impersonate']],
];

export const examples = (): Examples => ({
  fails: [
    { says: 'edit in every namespace', given: binding('edit'), policy, at: 'roleRef.name' },
    {
      says: 'all secrets of the cluster',
      given: withRole({ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }),
      policy,
      at: 'roleRef.name',
    },
    {
      says: 'rights to give rights',
      given: withRole({
        ...{ apiGroups: ['rbac.authorization.k8s.io'] },
        resources: ['clusterroles'],
        verbs: ['bind'],
      }),
      policy,
      at: 'roleRef.name',
    },
    { says: 'admin in every namespace', given: binding('admin'), policy, at: 'roleRef.name' },
    {
      says: 'everything, in every group, in one namespace',
      given: inNamespace({ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
      policy,
      at: 'roleRef.name',
    },
    {
      says: 'to escalate roles',
      given: withRole({
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['roles'],
        verbs: ['escalate'],
      }),
      policy,
      at: 'roleRef.name',
    },
    {
      says: 'to run commands in the pods of one namespace',
      given: inNamespace({ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }),
      policy,
      at: 'roleRef.name',
    },
    {
      says: 'a group that everybody is in',
      given: binding('edit', { subjects: [{ kind: 'Group', name: 'system:authenticated', ...rbac }] }),
      policy,
      at: 'roleRef.name',
    },
    ...tooBroad.map(([says, resources, verbs]) => ({
      says,
      given: inCore(resources, verbs),
      policy,
      at: 'roleRef.name',
    })),
  ],
  passes: [
    { says: 'view', given: binding('view'), policy },
    ...narrow.map(([says, resources, verbs]) => ({ says, given: inCore(resources, verbs), policy })),
    {
      says: 'secrets of one namespace',
      given: inNamespace({ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }),
      policy,
    },
    {
      says: 'secrets that the role names',
      given: withRole({ apiGroups: [''], resources: ['secrets'], resourceNames: ['tls'], verbs: ['get'] }),
      policy,
    },
    {
      says: 'to bind something that is no role',
      given: withRole({ apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['bind'] }),
      policy,
    },
    { says: 'a role of Kubernetes itself', given: binding('system:node-proxier'), policy },
    {
      says: 'pods, to look at',
      given: withRole({ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] }),
      policy,
    },
  ],
  unknown: [
    { says: 'a role whose rules are elsewhere', given: binding('desk'), policy },
    { says: 'a role that only sounds like one of Kubernetes', given: binding('my-system:edit'), policy },
  ],
  notApplicable: [
    { says: 'a policy that names nobody', given: binding('edit') },
    {
      says: 'a component of the cluster',
      given: binding('edit', { subjects: [{ kind: 'User', name: 'system:kube-scheduler', ...rbac }] }),
      policy,
    },
    {
      says: 'a service account of kube-system',
      given: binding('edit', {
        subjects: [{ kind: 'ServiceAccount', name: 'controller', namespace: 'kube-system' }],
      }),
      policy,
    },
    {
      says: 'somebody the policy names',
      given: binding('edit', { subjects: [{ kind: 'User', name: 'dana@acme.test', ...rbac }] }),
      policy,
    },
  ],
});
