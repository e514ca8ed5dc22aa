// Kubernetes audit events as calls, workloads, bindings and cluster administrators.
import { describe, expect, it } from 'vitest';
import type { IntakeContext } from '../../../../shared/intake/events/context.ts';
import type { JsonObject } from '../../../../shared/model/json.ts';
import { account, context, observe, reason, subjects } from '../records.ts';

const told: IntakeContext = { ...context, place: { account, region: 'eu-central-1', cluster: 'pay' } };
const spec = { containers: [{ name: 'web', image: 'nginx', securityContext: { privileged: true } }] };

function audit(verb: string, resource: string, more: JsonObject = {}): JsonObject {
  const [kind = '', subresource] = resource.split('/');
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: 'a1',
    stage: 'ResponseComplete',
    level: 'RequestResponse',
    verb,
    requestURI: '/api',
    user: { username: 'kim@acme.test' },
    requestReceivedTimestamp: '2026-11-02T09:12:00.123456Z',
    responseStatus: { code: 201 },
    ...more,
    objectRef: {
      resource: kind,
      ...(subresource === undefined ? {} : { subresource }),
      namespace: 'shop',
      name: 'web',
      apiVersion: 'v1',
      ...(more.objectRef as JsonObject | undefined),
    },
  };
}

const found = (raw: JsonObject) => subjects(observe(raw, told));

describe('a way into a container', () => {
  it.each([
    'create pods/exec',
    'get pods/exec',
    'create pods/attach',
    'create pods/portforward',
    'get nodes/proxy',
    'get pods/ephemeralcontainers',
  ])('%s is a call', (what) => {
    const [verb = '', resource = ''] = what.split(' ');
    const observation = observe(
      audit(verb, resource, { stage: 'ResponseStarted', responseStatus: { code: 101 } }),
      told,
    );
    expect(observation).toMatchObject({
      id: 'a1/ResponseStarted',
      name: what,
      time: '2026-11-02T09:12:00.123Z',
      source: 'kubernetes-audit',
    });
    expect(observation.subjects).toMatchObject([
      {
        kind: 'call',
        id: 'a1',
        succeeded: true,
        cluster: 'pay',
        account,
        kubernetes: { code: 101, stage: 'ResponseStarted' },
      },
    ]);
  });

  it('is one instance in both its stages, and its target one thing', () => {
    const stage = (name: string) => found(audit('get', 'pods/exec', { stage: name }))[0];
    expect(stage('ResponseStarted')?.id).toBe(stage('ResponseComplete')?.id);
    expect(stage('ResponseStarted')).toMatchObject({
      target: 'Pod/shop/web',
      identity: 'pay:Pod/shop/web|kim@acme.test',
    });
  });

  it('shows the container that was put in', () => {
    const pod = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { ...spec, ephemeralContainers: [{ name: 'debug', image: 'busybox' }] },
    };
    const workload = found(audit('patch', 'pods/ephemeralcontainers', { responseObject: pod }))[1];
    expect(workload).toMatchObject({
      kind: 'workload',
      containers: expect.arrayContaining([expect.objectContaining({ name: 'debug', role: 'ephemeral' })]),
    });
  });
});

describe('a workload', () => {
  it('is read from the answer, which has the name a generateName got', () => {
    const requestObject = { kind: 'Pod', metadata: { generateName: 'web-' }, spec };
    const responseObject = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: 'web-x1', namespace: 'shop' },
      spec,
    };
    const raw = audit('create', 'pods', { requestObject, responseObject, objectRef: { name: undefined } });
    expect(found(raw)).toMatchObject([
      { kind: 'call', target: 'Pod/shop/web-x1' },
      {
        kind: 'workload',
        id: 'Pod/shop/web-x1',
        running: true,
        cluster: 'pay',
        containers: [{ privileged: { value: true } }],
      },
    ]);
  });

  it('is read from the request, with what the URL says', () => {
    const raw = audit('create', 'deployments', {
      requestObject: { spec: { template: { spec } } },
      objectRef: { apiGroup: 'apps' },
    });
    expect(found(raw)[1]).toMatchObject({
      id: 'Deployment/shop/web',
      containers: [{ privileged: { value: true } }],
    });
    expect(
      found(
        audit('create', 'pods', {
          requestObject: { metadata: { generateName: 'x-' }, spec },
          objectRef: { name: undefined },
        }),
      )[0],
    ).toMatchObject({ target: 'Pod/shop/x-*' });
  });

  it('denied, or logged without object, is the call alone', () => {
    const object = { requestObject: { kind: 'Pod', spec } };
    expect(found(audit('create', 'pods', { ...object, responseStatus: { code: 403 } }))).toMatchObject([
      { kind: 'call', succeeded: false, errorCode: '403' },
    ]);
    expect(
      found(
        audit('create', 'pods', {
          ...object,
          responseStatus: {},
          annotations: { 'authorization.k8s.io/decision': 'forbid' },
        }),
      ),
    ).toMatchObject([{ succeeded: false, errorCode: 'forbid' }]);
  });

  const unseen = { path: 'spec', unsettled: expect.stringContaining('does not show the whole object') };
  const unknownPod = {
    kind: 'workload',
    tags: null,
    containers: expect.arrayContaining([
      expect.objectContaining({ privileged: expect.objectContaining(unseen) }),
    ]),
  };
  it.each<[string, JsonObject, object]>([
    ['logged at level Metadata', audit('create', 'pods', { level: 'Metadata' }), { id: 'Pod/shop/web' }],
    [
      'logged at level Metadata before it had a name',
      audit('create', 'pods', { level: 'Metadata', objectRef: { name: undefined } }),
      { id: 'Pod/shop/*' },
    ],
    [
      'patched, of which the patch shows only a part',
      audit('patch', 'deployments', { requestObject: { spec: { replicas: 1 } } }),
      { id: 'Deployment/shop/web' },
    ],
    [
      'given a container to debug with, in a patch without an answer',
      audit('patch', 'pods/ephemeralcontainers', { requestObject: { spec: { ephemeralContainers: [] } } }),
      { id: 'Pod/shop/web' },
    ],
    [
      'whose answer is a status',
      audit('create', 'pods', {
        responseObject: { kind: 'Status', metadata: {} },
        requestObject: { kind: 'DeleteOptions' },
      }),
      { id: 'Pod/shop/web' },
    ],
  ])('%s is there, and all of it unknown', (_, raw, names) => {
    expect(found(raw)).toMatchObject([{ kind: 'call' }, { ...unknownPod, ...names }]);
  });

  it('of another API group that calls its things alike is none of ours', () => {
    const raw = audit('create', 'jobs', {
      requestObject: { kind: 'Job', spec: { tasks: [] } },
      objectRef: { apiGroup: 'batch.volcano.sh' },
    });
    expect(found(raw)).toHaveLength(1);
  });
});

describe('rights', () => {
  it('a binding gives them to each of its subjects', () => {
    const requestObject = {
      kind: 'ClusterRoleBinding',
      metadata: { name: 'b' },
      roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [
        { kind: 'User', name: 'kim' },
        { kind: 'ServiceAccount', name: 'sa', namespace: 'shop' },
      ],
    };
    const raw = audit('create', 'clusterrolebindings', { requestObject });
    expect(found(raw).slice(1)).toMatchObject([
      {
        kind: 'principal',
        type: 'kubernetes-user',
        name: 'kim',
        cluster: 'pay',
        bindings: [{ role: 'cluster-admin', namespace: null }],
      },
      { type: 'service-account' },
    ]);
  });

  it('a ConfigMap is configuration of workloads', () => {
    const requestObject = { data: { TOKEN: 'x' } };
    const raw = audit('create', 'configmaps', {
      requestObject,
      objectRef: { namespace: 'shop', name: 'app' },
    });
    expect(found(raw)[1]).toMatchObject({ id: 'ConfigMap/shop/app', source: 'config-map', cluster: 'pay' });
    // EKS logs config maps at level Metadata: that there was a change is all it tells.
    expect(found(audit('update', 'configmaps'))).toHaveLength(1);
  });

  it('aws-auth makes administrators of roles and users', () => {
    const data = {
      mapRoles:
        '- rolearn: arn:aws:iam::1:role/node\n  groups: [system:nodes]\n- rolearn: arn:aws:iam::1:role/admin\n  groups:\n    - system:masters\n',
      mapUsers: '- userarn: arn:aws:iam::1:user/kim\n  groups: [system:masters]\n',
    };
    const raw = (value: unknown) =>
      audit('update', 'configmaps', {
        requestObject: { data: value as JsonObject },
        objectRef: { namespace: 'kube-system', name: 'aws-auth' },
      });
    const cluster = found(raw(data))[1];
    expect(cluster).toMatchObject({
      kind: 'cluster',
      name: 'pay',
      adminEntries: {
        value: [
          { principal: 'arn:aws:iam::1:role/admin', through: 'aws-auth', path: 'data.mapRoles[1].groups' },
          { principal: 'arn:aws:iam::1:user/kim' },
        ],
      },
    });
    expect(subjects(observe(raw(data), context))[1]).toMatchObject({ kind: 'cluster', name: 'cluster' });
    for (const broken of [{ mapRoles: '[' }, { mapRoles: 'a: b' }, { mapUsers: 'x'.repeat(1_000_001) }])
      expect(found(raw(broken))[1]).toMatchObject({
        adminEntries: { unsettled: 'the text is not a YAML list' },
      });
    expect(found(raw({}))[1]).toMatchObject({ adminEntries: { value: [] } });
  });
});

describe('what is no observation', () => {
  it.each<[JsonObject, string]>([
    [
      audit('create', 'pods/exec', { stage: 'RequestReceived' }),
      'dropped: kubernetes request not yet answered',
    ],
    [audit('get', 'pods'), 'dropped: kubernetes read'],
    [audit('patch', 'pods/status'), 'dropped: kubernetes status update'],
    [audit('create', 'pods/binding'), 'dropped: kubernetes pods/binding not watched'],
    [audit('create', 'pods', { requestURI: '/api/v1/pods?dryRun=All' }), 'dropped: kubernetes dry run'],
    [audit('create', 'secrets'), 'dropped: kubernetes secrets not watched'],
    [
      { kind: 'Event', auditID: 'a', verb: 'get', requestURI: '/healthz' },
      'dropped: kubernetes request for no resource',
    ],
    [{ kind: 'Event', auditID: 'a', objectRef: {} }, 'unreadable: kubernetes audit event without a verb'],
    [
      { kind: 'Event', auditID: 'a', verb: 'create', objectRef: 'pods' },
      'unreadable: kubernetes audit event whose objectRef names no resource',
    ],
    [{ kind: 0 }, 'unreadable: kubernetes audit event without a kind'],
    [{ kind: 'Event', apiVersion: 'v1', involvedObject: {}, objectRef: {} }, 'dropped: not an event'],
    [
      audit('create', 'pods', { requestObject: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) }),
      'unreadable: kubernetes audit event nested too deep',
    ],
    [{ kind: 'AdmissionReview', request: {} }, 'dropped: admission review'],
    [{ source: 'x', detail: {} }, 'unreadable: eventbridge event without a detail-type'],
  ])('%#', (raw, why) => {
    expect(reason(raw)).toBe(why);
  });
});

describe('without an audit id', () => {
  it('an event has the id of its body', () => {
    const { auditID: _, ...bare } = audit('create', 'pods/exec');
    const observation = observe(bare, told);
    expect(observation.id).toMatch(/^hash\//);
    expect(observation.subjects[0]?.id).toBe(observation.id);
  });
});
