// What no-broad-rbac says of bindings and the roles beside them.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, listOf, objectOf } from '../../model/json.ts';
import { audit } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

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
const withRoles = (rules: readonly JsonObject[], bound: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'desk' }, rules },
    { ...bindingObject('desk'), ...bound },
  ],
});

const withRole = (rule: JsonObject, bound: JsonObject = {}) => withRoles([rule], bound);

const bindingObject = (role: string): JsonObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'helpdesk' },
  roleRef: { ...rbac, kind: 'ClusterRole', name: role },
  subjects: [{ kind: 'ServiceAccount', name: 'desk', namespace: 'shop' }],
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
  ['the kubelet’s own API', ['nodes/proxy'], ['get']],
  ['to run commands, by RBAC’s own wildcard', ['*/exec'], ['create']],
  ['to talk through every proxy', ['*/proxy'], ['get']],
  ['every subresource that takes attachments', ['*/attach'], ['*']],
  ['tokens of every service account', ['serviceaccounts/token'], ['create']],
  ['tokens, by the wildcard of the subresource', ['*/token'], ['create']],
  ['ephemeral containers', ['pods/ephemeralcontainers'], ['patch']],
  ['ephemeral containers, by the wildcard', ['*/ephemeralcontainers'], ['update']],
  ['to make pods everywhere', ['pods'], ['create']],
  ['to make replication controllers everywhere', ['replicationcontrollers'], ['*']],
  ['everything in the core group', ['*'], ['*']],
];

const narrow: readonly (readonly [says: string, resources: string[], verbs: string[]])[] = [
  ['to make secrets, not to read them', ['secrets'], ['create']],
  ['to look at service accounts', ['serviceaccounts'], ['get']],
  ['to delete executions', ['pods/exec'], ['delete']],
  ['to look at nodes', ['nodes'], ['get', 'list']],
  ['to change the state of the kubelet’s proxy', ['nodes/proxy'], ['update']],
  ['to act as nobody', ['configmaps'], ['impersonate']],
  ['every subresource of pods, which RBAC does not know', ['pods/*'], ['create']],
  ['every subresource of nodes, the same', ['nodes/*'], ['get']],
  ['to look at executions of anything else', ['*/log'], ['get']],
  [
    'to look at service accounts and ask for none',
    ['serviceaccounts', 'serviceaccounts/status'],
    ['get', 'create'],
  ],
  ['to change pods, not to make them', ['pods'], ['patch']],
  ['to evict pods', ['pods/eviction'], ['create']],
];

const ofGroup = (group: string, resources: string[], verbs: string[], resourceNames: string[] = []) =>
  withRole({
    apiGroups: [group],
    resources,
    verbs,
    ...(resourceNames.length === 0 ? {} : { resourceNames }),
  });

const certificates = 'certificates.k8s.io';
const roles = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';

const leading: readonly (readonly [says: string, given: JsonObject])[] = [
  ['rights to give rights', ofGroup(roles, ['clusterroles'], ['bind'])],
  ['to bind cluster-admin by name', ofGroup(roles, ['clusterroles'], ['bind'], ['view', 'cluster-admin'])],
  ['to bind edit in every namespace', ofGroup(roles, ['clusterroles'], ['bind'], ['edit'])],
  ['to escalate roles', ofGroup(roles, ['roles'], ['escalate'])],
  [
    'to escalate one role, which it may hold itself',
    ofGroup(roles, ['clusterroles'], ['escalate'], ['desk']),
  ],
  ['to act as a group of Kubernetes', ofGroup('', ['groups'], ['impersonate'], ['system:masters'])],
  ['to make deployments everywhere', ofGroup('apps', ['deployments'], ['create'])],
  ['to make jobs everywhere', ofGroup('batch', ['cronjobs', 'jobs'], ['get', 'create'])],
  ['to make anything of apps', ofGroup('apps', ['*'], ['*'])],
  [
    'to approve certificates of clients',
    ofGroup(certificates, ['signers'], ['approve'], ['kubernetes.io/kube-apiserver-client']),
  ],
  ['to sign for every signer', ofGroup(certificates, ['signers'], ['sign'])],
  [
    'to approve requests for certificates',
    ofGroup(certificates, ['certificatesigningrequests/approval'], ['update']),
  ],
  ['to change mutating webhooks', ofGroup(admission, ['mutatingwebhookconfigurations'], ['patch'])],
  ['to take webhooks away', ofGroup(admission, ['validatingwebhookconfigurations'], ['deletecollection'])],
  ['to make validating webhooks', ofGroup(admission, ['validatingwebhookconfigurations'], ['create'])],
];

const harmless: readonly (readonly [says: string, given: JsonObject])[] = [
  ['to bind view', ofGroup(roles, ['clusterroles'], ['bind'], ['view'])],
  ['to look at roles', ofGroup(roles, ['roles', 'clusterroles'], ['get', 'list'])],
  ['to act as one named user', ofGroup('', ['users'], ['impersonate'], ['kim@acme.test'])],
  ['tokens of one named service account', ofGroup('', ['serviceaccounts/token'], ['create'], ['desk'])],
  [
    'to change deployments, not to make them',
    ofGroup('apps', ['deployments', 'deployments/scale'], ['get', 'patch']),
  ],
  ['pods of another group, which runs none', ofGroup('metrics.k8s.io', ['pods'], ['create', 'get'])],
  [
    'to look at requests for certificates',
    ofGroup(certificates, ['certificatesigningrequests'], ['get', 'create']),
  ],
  [
    'to sign for a signer of one’s own',
    ofGroup(certificates, ['signers'], ['approve', 'sign'], ['acme.test/*']),
  ],
  ['to change one named webhook', ofGroup(admission, ['mutatingwebhookconfigurations'], ['patch'], ['desk'])],
  ['to look at webhooks', ofGroup(admission, ['validatingwebhookconfigurations'], ['get', 'watch'])],
  [
    'to approve certificates of kubelets’ servers',
    withRoles([
      { apiGroups: [certificates], resources: ['certificatesigningrequests/approval'], verbs: ['update'] },
      {
        apiGroups: [certificates],
        resources: ['signers'],
        verbs: ['approve'],
        resourceNames: ['kubernetes.io/kubelet-serving'],
      },
    ]),
  ],
];

/** A role beside the bound one, which takes its rules by a label or may bind it. */
const beside = (role: JsonObject, bound: JsonObject = {}, rules: readonly JsonObject[] = []): JsonObject => {
  const { items } = withRoles(rules);
  const [own, binds] = listOf(items).map(objectOf);
  return { apiVersion: 'v1', kind: 'List', items: [{ ...own, ...bound }, binds ?? {}, role] };
};

const secretsRole = (name: string, labels: JsonObject): JsonObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, labels },
  rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
});

const aggregation = (labels: JsonObject) => ({
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
});

const bindsDesk = {
  apiGroups: [roles],
  resources: ['clusterroles'],
  verbs: ['bind'],
  resourceNames: ['reader'],
};

/** A binding of a built-in role, beside a role that adds to it. */
const builtInBeside = (role: string, label: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    bindingObject(role),
    secretsRole('more', { [`rbac.authorization.k8s.io/aggregate-to-${label}`]: 'true' }),
  ],
});

const everybody = ['system:unauthenticated', 'system:authenticated'];
const subjectsOf = (kind: string, name: string) => ({ subjects: [{ kind, name, ...rbac }] });
const at = 'roleRef.name';

export const examples = (): Examples => ({
  fails: [
    { says: 'edit in every namespace', given: binding('edit'), at },
    { says: 'admin in every namespace', given: binding('admin'), at },
    {
      says: 'everything, in every group, in one namespace',
      given: inNamespace({ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
      at,
    },
    {
      says: 'to run commands in the pods of one namespace',
      given: inNamespace({ apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] }),
      at,
    },
    ...everybody.map((name) => ({
      says: `edit, for ${name}`,
      given: binding('edit', subjectsOf('Group', name)),
      at,
    })),
    {
      says: 'view, for whoever does not sign in',
      given: binding('view', subjectsOf('User', 'system:anonymous')),
      at,
    },
    {
      says: 'pods to look at, for everybody who signs in',
      given: withRole(
        { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
        subjectsOf('Group', 'system:authenticated'),
      ),
      at,
    },
    ...['system:helper', 'system:nodes'].map((name) => ({
      says: `the user ${name}, who only calls itself one of Kubernetes`,
      given: binding('edit', subjectsOf('User', name)),
      at,
    })),
    {
      says: 'the service account that pods of kube-system have by default',
      given: binding('edit', {
        subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'kube-system' }],
      }),
      at,
    },
    {
      says: 'a role that calls itself one of Kubernetes, with its rules',
      given: {
        apiVersion: 'v1',
        kind: 'List',
        items: [bindingObject('system:helper'), secretsRole('system:helper', {})],
      },
      at,
    },
    {
      says: 'a role that takes the rules of another',
      given: beside(secretsRole('more', { into: 'desk' }), aggregation({ into: 'desk' })),
      at,
    },
    { says: 'view, to which another role adds', given: builtInBeside('view', 'view'), at },
    {
      says: 'to bind a role that reads secrets',
      given: beside(secretsRole('reader', {}), {}, [bindsDesk]),
      at,
    },
    ...leading.map(([says, given]) => ({ says, given, at })),
    ...tooBroad.map(([says, resources, verbs]) => ({ says, given: inCore(resources, verbs), at })),
  ],
  passes: [
    { says: 'view', given: binding('view') },
    ...narrow.map(([says, resources, verbs]) => ({ says, given: inCore(resources, verbs) })),
    ...harmless.map(([says, given]) => ({ says, given })),
    {
      says: 'secrets of one namespace',
      given: inNamespace({ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }),
    },
    {
      says: 'pods to make in one namespace',
      given: inNamespace({ apiGroups: [''], resources: ['pods'], verbs: ['create'] }),
    },
    {
      says: 'edit to bind in one namespace',
      given: inNamespace({
        apiGroups: [roles],
        resources: ['clusterroles'],
        verbs: ['bind'],
        resourceNames: ['edit'],
      }),
    },
    {
      says: 'secrets that the role names',
      given: withRole({ apiGroups: [''], resources: ['secrets'], resourceNames: ['tls'], verbs: ['get'] }),
    },
    {
      says: 'to bind something that is no role',
      given: withRole({ apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['bind'] }),
    },
    { says: 'a role of Kubernetes itself', given: binding('system:node-proxier') },
    {
      says: 'discovery, for everybody',
      given: binding('system:discovery', subjectsOf('Group', 'system:authenticated')),
    },
    {
      says: 'whether the API server is well, for everybody',
      given: withRole(
        { nonResourceURLs: ['/healthz', '/livez', '/version'], verbs: ['get'] },
        subjectsOf('User', 'system:anonymous'),
      ),
    },
    {
      says: 'pods, to look at',
      given: withRole({ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] }),
    },
    { says: 'view, to which a role for edit adds', given: builtInBeside('view', 'edit') },
    {
      says: 'to bind a role that reads config maps',
      given: beside(
        {
          ...secretsRole('reader', {}),
          rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
        },
        {},
        [bindsDesk],
      ),
    },
  ],
  unknown: [
    { says: 'a role whose rules are elsewhere', given: binding('desk') },
    { says: 'a role that only sounds like one of Kubernetes', given: binding('my-system:edit') },
    {
      says: 'a role that calls itself one of Kubernetes, whose rules are elsewhere',
      given: binding('system:helper'),
    },
    {
      says: 'a role that takes the rules of others, which may be elsewhere',
      given: beside(secretsRole('more', { into: 'other' }), aggregation({ into: 'desk' })),
    },
    { says: 'to bind a role whose rules are elsewhere', given: withRole(bindsDesk) },
  ],
  notApplicable: [
    {
      says: 'a component of the cluster',
      given: binding('edit', subjectsOf('User', 'system:kube-scheduler')),
    },
    {
      says: 'a service account of kube-system',
      given: binding('edit', {
        subjects: [{ kind: 'ServiceAccount', name: 'controller', namespace: 'kube-system' }],
      }),
    },
    {
      says: 'the same service account by the name of its user',
      given: binding('edit', subjectsOf('User', 'system:serviceaccount:kube-system:controller')),
    },
    {
      says: 'somebody the policy names',
      given: binding('edit', subjectsOf('User', 'dana@acme.test')),
      policy,
    },
  ],
});
