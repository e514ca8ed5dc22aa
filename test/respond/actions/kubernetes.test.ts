// Actions on Kubernetes against an API server over TLS that keeps objects as the documentation says (test/gather/kubernetes/server.ts).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsApi } from '../../../shared/gather/api.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { type JsonObject, objectOf } from '../../../shared/model/json.ts';
import { eksApi } from '../../gather/kubernetes/eks.ts';
import { type Cluster, clusterServer } from '../../gather/kubernetes/server.ts';
import { action } from './moto.ts';
import { findingOn, planned, roundTrip } from './round-trip.ts';

let cluster: Cluster;
let api: AwsApi;

beforeAll(async () => {
  cluster = await clusterServer();
  api = eksApi(cluster);
});
afterAll(() => cluster.close());
beforeEach(() => cluster.objects.clear());

const stop = action('stop-workload');
const on = (id: string, more: Partial<Finding> = {}) =>
  findingOn({ kind: 'workload', platform: 'kubernetes', id }, [], {
    cluster: 'shop',
    namespace: 'shop',
    ...more,
  });

const path = (group: string, resource: string, name: string) =>
  `${group}/namespaces/shop/${resource}/${name}`;
const deployment = path('/apis/apps/v1', 'deployments', 'web');
const podPath = (name: string) => path('/api/v1', 'pods', name);

/** A template whose command's order counts: `privileged` says whether it is bad. */
const template = (privileged: boolean, tag = '1', labels: JsonObject = {}) => ({
  metadata: { labels: { app: 'web', ...labels } },
  spec: {
    containers: [
      { name: 'web', image: `shop/web:${tag}`, command: ['run', 'b', 'a'], securityContext: { privileged } },
    ],
  },
});
const passes = async (object: object) => JSON.stringify(object).includes('"privileged":false');
const ownedBy = (kind: string, name: string, uid: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid, controller: true }],
});
const revision = (number: number) => ({ 'deployment.kubernetes.io/revision': `${number}` });

function putDeployment(more: JsonObject = {}): void {
  cluster.put(deployment, {
    metadata: { uid: 'd', annotations: revision(4) },
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template(true), ...more },
  });
}

function putReplicaSet(number: number, made: JsonObject, owner = 'd'): void {
  const name = `web-${number}`;
  cluster.put(path('/apis/apps/v1', 'replicasets', name), {
    metadata: { annotations: revision(number), ...ownedBy('Deployment', 'web', owner) },
    spec: { replicas: 0, template: made },
  });
}

const specOf = (at: string) => async () => cluster.objects.get(at)?.spec ?? null;
const edit = (at: string, spec: JsonObject) => async () => {
  const object = cluster.objects.get(at) ?? {};
  cluster.put(at, { ...object, spec: { ...objectOf(object.spec), ...spec } });
};

describe('stop-workload', () => {
  it('rolls a Deployment back to the newest ReplicaSet whose template passes', async () => {
    putDeployment();
    putReplicaSet(1, template(false, '1', { 'pod-template-hash': 'a' }));
    putReplicaSet(2, template(false, '2', { 'pod-template-hash': 'b' }));
    putReplicaSet(3, template(true, '3', { 'pod-template-hash': 'c' }));
    putReplicaSet(4, template(true, '1', { 'pod-template-hash': 'd' }));
    putReplicaSet(9, template(false, '9'), 'another');
    const prepared = await roundTrip({
      action: stop,
      finding: on('Deployment/shop/web'),
      api,
      context: { passes },
      raw: specOf(deployment),
      // Only the order of two arguments: what undo compares must see it.
      foreign: edit(deployment, {
        template: { ...template(false, '2'), spec: { containers: [{ command: ['run', 'a', 'b'] }] } },
      }),
    });
    expect(prepared.words).toContain('revision 2');
    expect(prepared.askFirst).toBeUndefined();
    expect(JSON.stringify(prepared.calls)).not.toContain('pod-template-hash');
  });

  it('is refused by the server itself where somebody was faster than the call', async () => {
    putDeployment();
    putReplicaSet(2, template(false, '2'));
    const prepared = planned(await stop.prepare(on('Deployment/shop/web'), api, { passes }));
    await edit(deployment, { template: template(true, 'newer') })();
    const theirs = await specOf(deployment)();
    for (const { service, operation, parameters: input } of [...prepared.calls, ...prepared.undo])
      expect(await api.call({ account: null, region: null, service, operation, input })).toMatchObject({
        ok: false,
        code: 'failed',
        reason: expect.stringContaining('422'),
      });
    expect(await specOf(deployment)()).toEqual(theirs);
  });

  it('finds the Deployment behind a pod', async () => {
    putDeployment();
    putReplicaSet(2, template(false, '2'));
    const uid = String(
      objectOf(cluster.objects.get(path('/apis/apps/v1', 'replicasets', 'web-2'))?.metadata).uid,
    );
    cluster.put(podPath('web-2-x'), { metadata: ownedBy('ReplicaSet', 'web-2', uid) });
    const prepared = planned(await stop.prepare(on('Pod/shop/web-2-x'), api, { passes }));
    expect(prepared.calls).toMatchObject([{ operation: 'patchAppsV1NamespacedDeployment' }]);
  });

  it('rolls a StatefulSet back to its newest ControllerRevision that passes', async () => {
    const at = path('/apis/apps/v1', 'statefulsets', 'web');
    cluster.put(at, {
      metadata: { uid: 's' },
      spec: { replicas: 2, template: template(true) },
      status: { updateRevision: 'web-3' },
    });
    for (const [number, bad] of [
      [1, false],
      [2, true],
      [3, true],
    ] as const)
      cluster.put(path('/apis/apps/v1', 'controllerrevisions', `web-${number}`), {
        metadata: ownedBy('StatefulSet', 'web', 's'),
        revision: number,
        data: { spec: { template: { ...template(bad, `${number}`), $patch: 'replace' } } },
      });
    const prepared = await roundTrip({
      action: stop,
      finding: on('StatefulSet/shop/web'),
      api,
      context: { passes },
      raw: specOf(at),
      foreign: edit(at, { template: template(true, '7') }),
    });
    expect(prepared.words).toContain('revision 1');
    expect(JSON.stringify(prepared.calls)).not.toContain('$patch');
  });

  it('scales to 0 as the last resort, and asks people unless the policy says so', async () => {
    putDeployment();
    const asked = planned(await stop.prepare(on('Deployment/shop/web'), api, { passes }));
    expect(asked.askFirst).toContain('ends it');
    const prepared = await roundTrip({
      action: stop,
      finding: on('Deployment/shop/web'),
      api,
      context: { passes, lastResort: 'scale-to-zero' },
      raw: specOf(deployment),
      foreign: edit(deployment, { replicas: 1 }),
    });
    expect(prepared.askFirst).toBeUndefined();
  });

  it('quarantines pods where the policy says so, and only where no other policy admits anything for them', async () => {
    putDeployment();
    const denying = path('/apis/networking.k8s.io/v1', 'networkpolicies', 'seawall-quarantine-web');
    const finding = on('Deployment/shop/web');
    const context = { passes, lastResort: 'quarantine' } as const;
    const other = path('/apis/networking.k8s.io/v1', 'networkpolicies', 'other');
    cluster.put(other, { spec: { podSelector: { matchLabels: { app: 'db' } }, ingress: [{}] } });
    const prepared = await roundTrip({
      ...{ action: stop, finding, api, context, raw: specOf(denying) },
      foreign: edit(denying, { egress: [{}] }),
    });
    expect(prepared.askFirst).toBeUndefined();
    cluster.put(other, { spec: { podSelector: {}, ingress: [{}] } });
    expect(planned(await stop.prepare(finding, api, context)).askFirst).toContain('scaling it to 0');
  });

  it('suspends a Job', async () => {
    const at = path('/apis/batch/v1', 'jobs', 'night');
    cluster.put(at, { spec: { suspend: false } });
    await roundTrip({
      ...{ action: stop, finding: on('Job/shop/night'), api, raw: specOf(at) },
      foreign: edit(at, { suspend: false }),
    });
  });

  it('suspends a CronJob with the Jobs that it runs now', async () => {
    const at = path('/apis/batch/v1', 'cronjobs', 'night');
    const running = path('/apis/batch/v1', 'jobs', 'night-1');
    cluster.put(at, { spec: { suspend: false }, status: { active: [{ name: 'night-1' }] } });
    cluster.put(running, { spec: { suspend: false } });
    const prepared = await roundTrip({
      ...{ action: stop, finding: on('CronJob/shop/night'), api },
      raw: async () => [await specOf(at)(), await specOf(running)()],
      foreign: edit(running, { suspend: false }),
    });
    expect(prepared.calls).toHaveLength(2);
    expect(prepared.askFirst).toContain('keeps no former template');
  });

  it('evicts a pod that stands alone, by its uid', async () => {
    cluster.put(podPath('debug'), { metadata: { uid: 'one' }, status: { phase: 'Running' } });
    const prepared = await roundTrip({ action: stop, finding: on('Pod/shop/debug'), api, foreign: null });
    expect(prepared.calls).toMatchObject([
      {
        operation: 'createCoreV1NamespacedPodEviction',
        parameters: { body: { deleteOptions: { preconditions: { uid: 'one' } } } },
      },
    ]);
    expect(prepared.undo).toEqual([]);
    // Another pod of that name, as a StatefulSet makes, stays.
    cluster.put(podPath('debug'), { metadata: { uid: 'two' } });
    const [{ service, operation, parameters: input } = { service: '', operation: '', parameters: {} }] =
      prepared.calls;
    await api.call({ account: null, region: null, service, operation, input });
    expect(cluster.objects.has(podPath('debug'))).toBe(true);
  });

  it('evicts the pod that somebody entered, whoever owns it', async () => {
    cluster.put(podPath('web-0'), { metadata: { uid: 'one', ...ownedBy('StatefulSet', 'web', 's') } });
    const finding = findingOn({ kind: 'call', platform: 'kubernetes', id: 'shop:Pod/shop/web-0|kim' }, [], {
      cluster: 'shop',
    });
    const prepared = await roundTrip({ action: stop, finding, api, foreign: null });
    expect(prepared.words).toBe('evict Pod shop/web-0');
  });

  it.each([
    ['allows none', [{ matchLabels: { app: 'web' } }], 'allows no eviction'],
    [
      'allows none, by an expression',
      [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] }],
      'allows no eviction',
    ],
    ['is one of several', [{}, {}], 'several disruption budgets'],
  ])('asks before it deletes a pod past a budget that %s', async (_, selectors, said) => {
    cluster.put(podPath('web-0'), { metadata: { uid: 'one', labels: { app: 'web' } } });
    for (const [index, selector] of selectors.entries())
      cluster.put(path('/apis/policy/v1', 'poddisruptionbudgets', `b${index}`), {
        spec: { selector: selector as JsonObject },
        status: { disruptionsAllowed: 0 },
      });
    const prepared = await roundTrip({ action: stop, finding: on('Pod/shop/web-0'), api, foreign: null });
    expect(prepared.calls).toMatchObject([{ operation: 'deleteCoreV1NamespacedPod' }]);
    expect(prepared.askFirst).toContain(said);
  });

  it('a budget that ran out meanwhile makes the eviction wait', async () => {
    cluster.put(podPath('web-0'), { metadata: { uid: 'one', labels: { app: 'web' } } });
    const { calls } = planned(await stop.prepare(on('Pod/shop/web-0'), api));
    cluster.put(path('/apis/policy/v1', 'poddisruptionbudgets', 'b'), {
      spec: { selector: {} },
      status: { disruptionsAllowed: 0 },
    });
    for (const { service, operation, parameters: input } of calls)
      expect(await api.call({ account: null, region: null, service, operation, input })).toMatchObject({
        code: 'throttled',
        retryAfter: 10_000,
      });
    expect(cluster.objects.has(podPath('web-0'))).toBe(true);
  });
});

describe('stop-workload holds back', () => {
  const held = async (finding: Finding) => {
    const preparation = await stop.prepare(finding, api, { passes });
    expect(cluster.asked.every(({ method }) => method === 'GET')).toBe(true);
    return preparation.ok ? 'planned' : `${preparation.heldBy}: ${preparation.reason}`;
  };
  beforeEach(() => {
    cluster.asked.length = 0;
  });

  it('from what is gone, ended, or right by now', async () => {
    expect(await held(on('Deployment/shop/web'))).toContain('changed-since: Deployment shop/web is gone');
    putDeployment({ template: template(false) });
    expect(await held(on('Deployment/shop/web'))).toContain('changed-since: Deployment shop/web passes');
    putDeployment({ replicas: 0 });
    expect(await held(on('Deployment/shop/web'))).toContain(
      'changed-since: Deployment shop/web runs nothing',
    );
    cluster.put(podPath('a'), { metadata: { deletionTimestamp: '2026-03-01T13:00:00Z' } });
    expect(await held(on('Pod/shop/a'))).toContain('changed-since');
    cluster.put(podPath('b'), { status: { phase: 'Succeeded' } });
    expect(await held(on('Pod/shop/b'))).toContain('changed-since');
    cluster.put(path('/apis/batch/v1', 'jobs', 'c'), {
      status: { conditions: [{ type: 'Complete', status: 'True' }] },
    });
    expect(await held(on('Job/shop/c'))).toContain('changed-since: Job shop/c has ended');
    cluster.put(path('/apis/batch/v1', 'jobs', 'd'), { spec: { suspend: true } });
    expect(await held(on('Job/shop/d'))).toContain('suspended already');
    cluster.put(path('/apis/batch/v1', 'cronjobs', 'e'), { spec: { suspend: true } });
    expect(await held(on('CronJob/shop/e'))).toContain('suspended already');
  });

  it('from daemons, static pods, and what nobody knows how to stop', async () => {
    expect(await held(on('DaemonSet/shop/agent'))).toContain('protected');
    cluster.put(path('/apis/apps/v1', 'daemonsets', 'agent'), { metadata: { uid: 'a' }, spec: {} });
    cluster.put(podPath('agent-x'), { metadata: ownedBy('DaemonSet', 'agent', 'a') });
    expect(await held(on('Pod/shop/agent-x'))).toContain('protected');
    cluster.put(podPath('static'), { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } });
    expect(await held(on('Pod/shop/static'))).toContain('protected');
    expect(await held(on('Rollout/shop/web'))).toContain(
      'guard-error: nobody knows here how a Rollout is stopped',
    );
    expect(await held(on('Deployment/shop/web', { cluster: null }))).toContain('which cluster');
    const node = findingOn({ kind: 'call', platform: 'kubernetes', id: 'shop:Node/default/n1|kim' }, [], {
      cluster: 'shop',
    });
    expect(await held(node)).toContain('is no pod');
  });

  it('where a new template would reach no pod', async () => {
    putDeployment({ paused: true });
    putReplicaSet(2, template(false, '2'));
    expect(await held(on('Deployment/shop/web'))).toContain('does not roll a new template out');
  });

  it('where nobody may look', async () => {
    cluster.tokens.add('another');
    expect(await held(on('Deployment/shop/web'))).toContain('guard-error');
    cluster.tokens.clear();
  });
});

describe('revoke-access-entry', () => {
  const kim = 'arn:aws:iam::123456789012:role/kim';
  const inAwsAuth = (principal: string) => ({
    path: '',
    found: 'system:masters',
    wanted: null,
    message: `${principal} administers shop through the aws-auth ConfigMap`,
  });

  it('takes a mapping out of aws-auth and leaves the rest as it is spelt', async () => {
    const at = '/api/v1/namespaces/kube-system/configmaps/aws-auth';
    const mapRoles = [
      '# nodes',
      '- rolearn: arn:aws:iam::123456789012:role/node',
      '  username: system:node:{{EC2PrivateDNSName}}',
      '  groups: [system:bootstrappers, system:nodes]',
      `- rolearn: ${kim}`,
      '  groups: [system:masters]',
      '',
    ].join('\n');
    cluster.put(at, { data: { mapRoles } });
    const finding = findingOn({
      kind: 'cluster',
      platform: 'eks',
      id: 'arn:aws:eks:eu-west-1:123456789012:cluster/shop',
    });
    const prepared = await roundTrip({
      action: action('revoke-access-entry'),
      finding: { ...finding, evidence: [inAwsAuth(kim)] },
      api,
      raw: async () => cluster.objects.get(at)?.data ?? null,
      foreign: async () => cluster.put(at, { data: { mapRoles: '[]' } }),
    });
    expect(JSON.stringify(prepared.after)).toContain('# nodes');
    expect(JSON.stringify(prepared.after)).not.toContain(kim);
    cluster.put(at, { data: { mapRoles: 'nonsense: [' } });
    expect(
      await action('revoke-access-entry').prepare({ ...finding, evidence: [inAwsAuth(kim)] }, api),
    ).toMatchObject({ ok: false, heldBy: 'changed-since' });
  });

  it('takes a subject out of a ClusterRoleBinding', async () => {
    const at = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/helpdesk';
    const subjects = [
      { kind: 'User', name: 'kim@acme.test', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'ServiceAccount', name: 'deployer', namespace: 'shop' },
    ];
    cluster.put(at, { subjects });
    const finding = findingOn(
      { kind: 'principal', platform: 'kubernetes', id: 'ServiceAccount/shop/deployer' },
      [],
      {
        cluster: 'shop',
        evidence: [
          {
            path: 'roleRef.name',
            found: 'cluster-admin',
            wanted: null,
            message: 'helpdesk makes deployer an administrator of the whole cluster',
          },
        ],
      },
    );
    await roundTrip({
      action: action('revoke-access-entry'),
      finding,
      api,
      raw: async () => cluster.objects.get(at)?.subjects ?? null,
      foreign: async () => cluster.put(at, { subjects: [] }),
    });
    cluster.put(at, { subjects: subjects.slice(0, 1) });
    expect(await action('revoke-access-entry').prepare(finding, api)).toMatchObject({
      heldBy: 'changed-since',
    });
  });
});

describe('apply-default-deny', () => {
  const finding = on('Deployment/shop/web');
  const at = path('/apis/networking.k8s.io/v1', 'networkpolicies', 'seawall-default-deny');

  it('gives the namespace its policy, and takes it off again', async () => {
    cluster.put(podPath('done'), { status: { phase: 'Succeeded' } });
    const prepared = await roundTrip({
      ...{ action: action('apply-default-deny'), finding, api, raw: specOf(at) },
      foreign: edit(at, { ingress: [{}] }),
    });
    expect(prepared.askFirst).toBeUndefined();
    expect(prepared.calls).toMatchObject([
      { parameters: { body: { spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } } } },
    ]);
  });

  it('asks first where pods run, and holds back where the policy or the namespace is missing', async () => {
    cluster.put(podPath('web-0'), { status: { phase: 'Running' } });
    const prepared = planned(await action('apply-default-deny').prepare(finding, api));
    expect(prepared.askFirst).toContain('1 pods run');
    cluster.put(at, { spec: {} });
    expect(await action('apply-default-deny').prepare(finding, api)).toMatchObject({
      heldBy: 'changed-since',
    });
    expect(await action('apply-default-deny').prepare({ ...finding, namespace: null }, api)).toMatchObject({
      heldBy: 'guard-error',
    });
  });
});
