// The calls of the Kubernetes API that are made here, by the ids of its OpenAPI document; nothing else can be sent.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';

export type Verb = 'read' | 'list' | 'create' | 'patch' | 'delete';

export interface Operation {
  readonly verb: Verb;
  /** API group, empty for the core: what RBAC rules name. */
  readonly group: string;
  /** Plural, with the subresource: `pods/eviction`. */
  readonly resource: string;
  /** With `{namespace}` and `{name}` for the parameters of that name. */
  readonly path: string;
  /** Parameters that go into the query. */
  readonly query?: readonly string[];
  /** Answered with text, which becomes `{ text }`. */
  readonly text?: true;
  /** What is kept of each item of a list: lists of a whole cluster are long. Default: all of it. */
  readonly kept?: (item: JsonObject) => JsonObject;
}

interface Kind {
  /** Between verb and kind in an operation's id: `AppsV1`. */
  readonly api: string;
  readonly group: string;
  readonly root: string;
  readonly kind: string;
  readonly plural: string;
  readonly verbs: readonly Verb[];
  /** False: of the whole cluster. */
  readonly namespaced?: boolean;
}

const core = { api: 'CoreV1', group: '', root: '/api/v1' };
const apps = { api: 'AppsV1', group: 'apps', root: '/apis/apps/v1' };
const batch = { api: 'BatchV1', group: 'batch', root: '/apis/batch/v1' };
const network = { api: 'NetworkingV1', group: 'networking.k8s.io', root: '/apis/networking.k8s.io/v1' };
const policy = { api: 'PolicyV1', group: 'policy', root: '/apis/policy/v1' };
const access = {
  api: 'RbacAuthorizationV1',
  group: 'rbac.authorization.k8s.io',
  root: '/apis/rbac.authorization.k8s.io/v1',
};

const kinds: readonly Kind[] = [
  { ...apps, kind: 'Deployment', plural: 'deployments', verbs: ['read', 'patch'] },
  { ...apps, kind: 'StatefulSet', plural: 'statefulsets', verbs: ['read', 'patch'] },
  { ...apps, kind: 'DaemonSet', plural: 'daemonsets', verbs: ['read'] },
  { ...apps, kind: 'ReplicaSet', plural: 'replicasets', verbs: ['read', 'list', 'patch'] },
  { ...apps, kind: 'ControllerRevision', plural: 'controllerrevisions', verbs: ['list'] },
  { ...batch, kind: 'Job', plural: 'jobs', verbs: ['read', 'patch'] },
  { ...batch, kind: 'CronJob', plural: 'cronjobs', verbs: ['read', 'patch'] },
  { ...core, kind: 'Pod', plural: 'pods', verbs: ['read', 'list', 'delete'] },
  { ...core, kind: 'ConfigMap', plural: 'configmaps', verbs: ['read', 'patch'] },
  { ...policy, kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets', verbs: ['list'] },
  {
    ...network,
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    verbs: ['read', 'list', 'create', 'delete'],
  },
  {
    ...access,
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    verbs: ['read', 'patch'],
    namespaced: false,
  },
];

function operationsOf({ api, group, root, kind, plural, verbs, namespaced = true }: Kind) {
  const place = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
  return verbs.map((verb): [string, Operation] => {
    const path = verb === 'list' || verb === 'create' ? place : `${place}/{name}`;
    return [`${verb}${api}${namespaced ? 'Namespaced' : ''}${kind}`, { verb, group, resource: plural, path }];
  });
}

export const operations: ReadonlyMap<string, Operation> = new Map([
  ...kinds.flatMap(operationsOf),
  ['listCoreV1PodForAllNamespaces', { verb: 'list', group: '', resource: 'pods', path: '/api/v1/pods' }],
  [
    'createCoreV1NamespacedPodEviction',
    {
      verb: 'create',
      group: '',
      resource: 'pods/eviction',
      path: '/api/v1/namespaces/{namespace}/pods/{name}/eviction',
    },
  ],
  [
    'readCoreV1NamespacedPodLog',
    {
      verb: 'read',
      group: '',
      resource: 'pods/log',
      path: '/api/v1/namespaces/{namespace}/pods/{name}/log',
      query: ['container', 'tailLines', 'sinceSeconds', 'timestamps'],
      text: true,
    },
  ],
]);

// Kubernetes, "Object Names and IDs": DNS names, and path segments for RBAC (`system:node`); none begins with a dot.
const nameForm = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,252}$/;

/** The path with its parameters filled in; null where one is missing or no name: it comes from events, and ends up in a URL. */
export function pathOf({ path }: Operation, input: JsonObject): string | null {
  let whole = true;
  const filled = path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const name = input[parameter];
    whole &&= typeof name === 'string' && nameForm.test(name);
    return encodeURIComponent(String(name));
  });
  return whole ? filled : null;
}

/** The query with those parameters that are given: `?container=web&tailLines=400`; empty where there are none. */
export function queryOf({ query = [] }: Operation, input: JsonObject): string {
  const given = query.flatMap((name) => {
    const value = input[name];
    return value === undefined || value === null ? [] : [`${name}=${encodeURIComponent(String(value))}`];
  });
  return given.length === 0 ? '' : `?${given.join('&')}`;
}
