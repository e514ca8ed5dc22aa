// Whom pods belong to, and what their end ends: as far as the controllers' own requests show it.
import { describe, expect, it } from 'vitest';
import type { IntakeContext } from '../../../../shared/intake/events/context.ts';
import type { JsonObject } from '../../../../shared/model/json.ts';
import type { Owner } from '../../../../shared/model/owner.ts';
import { account, context, noFacts, observe, subjects } from '../records.ts';

const place = { account, region: 'eu-central-1', cluster: 'pay' };
const told: IntakeContext = { ...context, place };
const spec = { containers: [{ name: 'web', image: 'nginx', securityContext: { privileged: true } }] };
const controller = (name: string) => `system:serviceaccount:kube-system:${name}`;
const kinds: Readonly<Record<string, string>> = {
  pods: 'Pod',
  replicasets: 'ReplicaSet',
  jobs: 'Job',
  deployments: 'Deployment',
  configmaps: 'ConfigMap',
};

interface Asking {
  readonly user?: string;
  readonly owner?: JsonObject;
  readonly metadata?: JsonObject;
  readonly more?: JsonObject;
}

/** A request about `web-x`, answered with the object. */
function audit(
  verb: string,
  resource: string,
  { user = 'kim', owner, metadata = {}, more = {} }: Asking = {},
) {
  const ownerReferences = owner === undefined ? [] : [{ controller: true, ...owner }];
  const names = { name: 'web-x', namespace: 'shop', uid: 'u-x' };
  const template = { template: { spec } };
  const kind = kinds[resource] ?? '';
  return {
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: 'a1', stage: 'ResponseComplete', verb },
    ...{ level: 'RequestResponse', user: { username: user }, responseStatus: { code: 200 } },
    requestReceivedTimestamp: '2026-11-02T09:12:00.123456Z',
    objectRef: { resource, namespace: 'shop', name: 'web-x' },
    responseObject: {
      ...{ kind, apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1' },
      metadata: { ...names, ownerReferences, ...metadata },
      spec: kind === 'Pod' ? spec : template,
    },
    ...more,
  };
}

const replicaSet = { kind: 'ReplicaSet', name: 'web-7d4b', uid: 'u-rs' };
const deployment: Owner = { kind: 'Deployment', name: 'web', identity: 'Deployment/shop/web', uid: 'u-d' };
const workloads = (raw: JsonObject, owner: Owner | null = null) =>
  subjects(observe(raw, told), owner === null ? noFacts : { ok: true, asOf: 't', value: owner })
    .filter(({ kind }) => kind === 'workload')
    .map(({ identity }) => identity);

describe('a pod', () => {
  const made = audit('create', 'pods', { user: controller('replicaset-controller'), owner: replicaSet });

  it('that its controller made is kept on its owner’s owner, and on its owner until that is known', () => {
    expect(observe(made, told).pending).toMatchObject([
      { request: { fact: 'owner', ...place, uid: 'u-rs' } },
    ]);
    expect(workloads(made, deployment)).toEqual(['Deployment/shop/web']);
    expect(workloads(made)).toEqual(['ReplicaSet/shop/web-7d4b']);
    expect(observe(made, told).links).toEqual([
      {
        ...{ ...place, uid: 'u-x', identity: 'Pod/shop/web-x' },
        owner: { ...replicaSet, identity: 'ReplicaSet/shop/web-7d4b' },
      },
    ]);
  });

  it.each([
    ['ReplicationController', 'replication-controller'],
    ['StatefulSet', 'statefulset-controller'],
    ['DaemonSet', 'daemon-set-controller'],
    ['Job', 'job-controller'],
  ])('of a %s is known by its %s', (kind, user) => {
    const owner = { kind, name: 'db', uid: 'u-o' };
    expect(workloads(audit('create', 'pods', { user: controller(user), owner }))).toEqual([
      `${kind}/shop/db`,
    ]);
    expect(workloads(audit('create', 'pods', { user: 'system:kube-controller-manager', owner }))).toEqual([
      `${kind}/shop/db`,
    ]);
  });

  it.each<[string, Asking]>([
    ['somebody', { owner: { kind: 'Deployment', name: 'frontend', uid: 'u-f' } }],
    [
      'somebody with the hash of a ReplicaSet',
      { owner: replicaSet, metadata: { labels: { 'pod-template-hash': '7d4b' } } },
    ],
    [
      'a controller of another name space',
      { user: 'system:serviceaccount:shop:replicaset-controller', owner: replicaSet },
    ],
    ['a controller that works for others', { user: controller('job-controller'), owner: replicaSet }],
    [
      'the controller, for an owner that makes no pods',
      { user: controller('deployment-controller'), owner: { kind: 'Deployment', name: 'web', uid: 'u' } },
    ],
    [
      'the controller, without saying that it controls it',
      { user: controller('replicaset-controller'), owner: { ...replicaSet, controller: false } },
    ],
    [
      'the controller, without the owner’s uid',
      { user: controller('replicaset-controller'), owner: { kind: 'ReplicaSet', name: 'web-7d4b' } },
    ],
  ])('made by %s is its own', (_, asking) => {
    const raw = audit('create', 'pods', asking);
    expect(workloads(raw)).toEqual(['Pod/shop/web-x']);
    expect(workloads(raw, deployment)).toEqual(['Pod/shop/web-x']);
    expect(observe(raw, told).links ?? []).toEqual([]);
  });

  it('that is changed by whomever is kept where its making said, and on itself where nobody saw that', () => {
    for (const user of ['kim', controller('replicaset-controller')]) {
      const raw = audit('patch', 'pods', { user, owner: replicaSet });
      expect(observe(raw, told).pending).toMatchObject([
        { request: { fact: 'owner', uid: user === 'kim' ? 'u-x' : 'u-x' } },
      ]);
      expect(workloads(raw, deployment)).toEqual(['Deployment/shop/web']);
      // What a controller changes it may have adopted.
      expect(workloads(raw)).toEqual(['Pod/shop/web-x']);
      expect(observe(raw, told).links ?? []).toEqual([]);
    }
  });

  it('of an older log without uids is kept on what made it', () => {
    const raw = audit('create', 'pods', {
      user: controller('replicaset-controller'),
      owner: replicaSet,
      metadata: { uid: null },
    });
    expect(workloads(raw)).toEqual(['ReplicaSet/shop/web-7d4b']);
    expect(observe(raw, told).links).toEqual([]);
    expect(workloads(audit('patch', 'pods', { metadata: { uid: null } }))).toEqual(['Pod/shop/web-x']);
  });
});

describe('what a controller makes for an owner that is judged itself', () => {
  it.each([
    ['replicasets', 'deployment-controller', { kind: 'Deployment', name: 'web', uid: 'u-d' }],
    ['jobs', 'cronjob-controller', { kind: 'CronJob', name: 'backup', uid: 'u-c' }],
  ])('%s by the %s tells whose it is, and is not judged beside it', (resource, user, owner) => {
    const raw = audit('create', resource, { user: controller(user), owner });
    expect(workloads(raw)).toEqual([]);
    expect(observe(raw, told).links).toMatchObject([
      { uid: 'u-x', identity: `${kinds[resource]}/shop/web-x`, owner: { kind: owner.kind, uid: owner.uid } },
    ]);
    // Scaled down by a roll-out it would show the old template anew.
    const scaled = audit('update', resource, { user: controller(user), owner });
    expect([workloads(scaled), observe(scaled, told).links]).toEqual([[], []]);
  });

  it('made or changed by anybody else it is judged by itself', () => {
    const owner = { kind: 'Deployment', name: 'web', uid: 'u-d' };
    for (const verb of ['create', 'update', 'patch'])
      expect(workloads(audit(verb, 'replicasets', { owner }), deployment)).toEqual(['ReplicaSet/shop/web-x']);
    expect(observe(audit('create', 'replicasets', { owner }), told).links ?? []).toEqual([]);
  });
});

describe('an end', () => {
  const gone = (raw: JsonObject) => observe(raw, told).gone;
  const status = (uid: string | null, more: JsonObject = {}) => ({
    responseObject: { kind: 'Status', metadata: {}, status: 'Success', details: { uid } },
    ...more,
  });

  it('is that of the object, by its uid', () => {
    expect(gone(audit('delete', 'deployments', { more: status('u-d') }))).toEqual([
      { ...place, identity: 'Deployment/shop/web-x', instance: null, uid: 'u-d' },
    ]);
    expect(gone(audit('delete', 'pods'))).toEqual([
      { ...place, identity: 'Pod/shop/web-x', instance: 'web-x', uid: 'u-x' },
    ]);
    // Below RequestResponse the log holds only the status of the answer.
    const thin = {
      responseObject: null,
      responseStatus: { status: 'Success', code: 200, details: { uid: 'u-d' } },
    };
    expect(gone(audit('delete', 'deployments', { more: thin }))).toMatchObject([{ uid: 'u-d' }]);
  });

  it.each(['replicasets', 'jobs'])('of one of %s is none of its owner’s', (resource) => {
    const owner = { kind: 'Deployment', name: 'web', uid: 'u-d' };
    for (const raw of [
      audit('delete', resource, { owner }),
      audit('delete', resource, { owner, more: status('u-x') }),
    ])
      expect(gone(raw)).toMatchObject([{ identity: `${kinds[resource]}/shop/web-x`, uid: 'u-x' }]);
  });

  it.each<[string, Asking]>([
    ['waits for its grace period', { metadata: { deletionTimestamp: 't', deletionGracePeriodSeconds: 30 } }],
    [
      'waits for years of grace',
      { metadata: { deletionTimestamp: 't', deletionGracePeriodSeconds: 31_536_000 } },
    ],
    [
      'waits for a finalizer',
      { metadata: { deletionTimestamp: 't', deletionGracePeriodSeconds: 0, finalizers: ['x/y'] } },
    ],
    ['waits for its dependents', { metadata: { finalizers: ['foregroundDeletion'] } }],
    ['tells no uid', { metadata: { uid: null } }],
    ['only tells a code', { more: { responseObject: null, responseStatus: { code: 200 } } }],
    ['failed', { more: { responseObject: { kind: 'Status', status: 'Failure', details: { uid: 'u-x' } } } }],
    ['was denied', { more: { responseStatus: { code: 403 } } }],
  ])('is not yet where the object %s', (_, asking) => {
    expect(gone(audit('delete', 'pods', asking))).toEqual([]);
  });

  it('comes when the grace is over, or the last finalizer is taken off', () => {
    const metadata = { deletionTimestamp: 't', deletionGracePeriodSeconds: 0 };
    expect(gone(audit('delete', 'pods', { user: 'system:node:ip-10-0-0-1', metadata }))).toMatchObject([
      { uid: 'u-x' },
    ]);
    const freed = audit('patch', 'pods', { metadata });
    expect(gone(freed)).toMatchObject([{ uid: 'u-x', instance: 'web-x' }]);
    expect(workloads(freed)).toEqual([]);
    expect(gone(audit('patch', 'pods', { metadata: { ...metadata, finalizers: ['x/y'] } }))).toEqual([]);
  });

  it('of what holds no pods, or of many at once, ends nothing', () => {
    expect(gone(audit('delete', 'configmaps', { more: status('u-x') }))).toEqual([]);
    expect(
      gone(
        audit('deletecollection', 'pods', { more: { objectRef: { resource: 'pods', namespace: 'shop' } } }),
      ),
    ).toEqual([]);
  });
});
