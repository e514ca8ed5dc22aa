// Events of ECR, Inspector, ECS, EC2 and GuardDuty.
import { describe, expect, it } from 'vitest';
import type { FactAnswer } from '../../../../shared/model/facts.ts';
import { account, native, noFacts, observe, reason, region, subjects, the } from '../records.ts';

const digest = `sha256:${'cd'.repeat(32)}`;
const base = `${account}.dkr.ecr.${region}.amazonaws.com/shop/web`;
const image = { result: 'SUCCESS', 'repository-name': 'shop/web', 'image-digest': digest, 'image-tag': '1' };
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;

describe('ECR', () => {
  it('a push is an image whose repository is built from account and region', () => {
    const pushed = native('ECR Image Action', { ...image, 'action-type': 'PUSH' });
    expect(observe(pushed)).toMatchObject({ source: 'ecr', id: expect.stringMatching(/^hash\//) });
    expect(the('image', pushed)).toMatchObject({
      identity: `${base}@${digest}`,
      id: `${base}:1@${digest}`,
      scan: null,
    });
    expect(observe({ ...pushed, 'replay-name': 'r' })).toMatchObject({
      id: observe(pushed).id,
      replayed: true,
    });
    expect(the('image', { ...pushed, region: 'cn-north-1' }).reference).toContain('.amazonaws.com.cn/');
  });

  it('a deletion ends the tag, or the image', () => {
    expect(observe(native('ECR Image Action', { ...image, 'action-type': 'DELETE' })).gone).toMatchObject([
      { identity: `${base}@${digest}`, instance: `${base}:1@${digest}` },
    ]);
    const { 'image-tag': _, ...untagged } = image;
    expect(observe(native('ECR Image Action', { ...untagged, 'action-type': 'DELETE' })).gone).toMatchObject([
      { instance: null },
    ]);
  });

  it.each<[string, object, string]>([
    [
      'ECR Image Action',
      { ...image, 'action-type': 'PUSH', result: 'FAILURE' },
      'dropped: ecr image action failed',
    ],
    [
      'ECR Image Action',
      { ...image, 'action-type': 'UPDATE_STORAGE_CLASS', 'target-storage-class': 'ARCHIVE' },
      'dropped: ecr image archived',
    ],
    [
      'ECR Image Action',
      {
        ...image,
        'action-type': 'UPDATE_STORAGE_CLASS',
        'target-storage-class': 'STANDARD',
        'artifact-media-type': 'application/vnd.cncf.notary.signature',
      },
      'dropped: ecr referrer archived or restored',
    ],
    [
      'ECR Image Action',
      { 'action-type': 'PUSH' },
      'unreadable: ECR Image Action without repository, or without digest and tag',
    ],
    [
      'ECR Image Action',
      { 'action-type': 'DELETE', 'repository-name': 'x' },
      'unreadable: ECR Image Action without repository, or without digest and tag',
    ],
    ['ECR Referrer Action', image, 'dropped: ecr referrer archived or restored'],
    [
      'ECR Pull Through Cache Action',
      { ...image, 'sync-status': 'FAILED' },
      'dropped: ecr pull through cache failed',
    ],
    ['ECR Replication Action', { ...image, result: 'FAILED' }, 'dropped: ecr replication failed'],
    ['ECR Scan Resource Change', {}, 'dropped: ECR Scan Resource Change without repositories'],
    ['ECS Service Action', {}, 'dropped: ecs service action'],
    ['GuardDuty Runtime Protection Unhealthy', {}, 'dropped: guardduty agent coverage'],
    ['Some\u001b[31m Event<!channel>', {}, 'dropped: event Some31m Eventchannel'],
  ])('%s %j', (name, detail, why) => {
    expect(reason(native(name, detail))).toBe(why);
  });

  it('restored, cached and replicated images are judged', () => {
    const restored = {
      ...image,
      'action-type': 'UPDATE_STORAGE_CLASS',
      'target-storage-class': 'STANDARD',
      'artifact-media-type': 'application/vnd.oci.image.config.v1+json',
    };
    expect(the('image', native('ECR Image Action', restored)).digest).toBe(digest);
    expect(
      the('image', native('ECR Pull Through Cache Action', { ...image, 'sync-status': 'SUCCESS' })).digest,
    ).toBe(digest);
    expect(the('image', native('ECR Replication Action', image)).digest).toBe(digest);
  });

  it('a scan has the counts that exist, in capitals, without the total', () => {
    const detail = {
      'scan-status': 'COMPLETE',
      'repository-name': 'shop/web',
      'image-digest': digest,
      'image-tags': [],
      'finding-severity-counts': { CRITICAL: 10, medium: '9', TOTAL: 19, HIGH: {} },
    };
    expect(the('image', native('ECR Image Scan', detail)).scan).toEqual({
      status: 'COMPLETE',
      counts: { CRITICAL: 10, MEDIUM: 9 },
      completedAt: '2026-11-02T09:12:00.000Z',
    });
    expect(
      the('image', native('ECR Image Scan', { ...detail, 'finding-severity-counts': undefined })).scan
        ?.counts,
    ).toEqual({});
  });

  it('one change of scanning may be about many repositories', () => {
    const repositories = [
      { 'repository-name': 'a', 'scan-frequency': 'MANUAL' },
      { 'repository-name': 'b', 'scan-frequency': 'SCAN_ON_PUSH' },
      {},
    ];
    const found = subjects(observe(native('ECR Scan Resource Change', { repositories })));
    expect(found).toMatchObject([
      { kind: 'repository', name: 'a', scanOnPush: { value: false } },
      { name: 'b', scanOnPush: { value: true } },
    ]);
  });
});

describe('Inspector', () => {
  it('names the repository by its ARN', () => {
    const detail = {
      'scan-status': 'INITIAL_SCAN_COMPLETE',
      'repository-name': 'arn:aws:ecr:us-east-2:999988887777:repository/shop/web',
      'image-digest': digest,
      'image-tags': ['1'],
      'finding-severity-counts': { TOTAL: 3, HIGH: 3 },
    };
    expect(the('image', native('Inspector2 Scan', detail))).toMatchObject({
      repository: 'shop/web',
      account: '999988887777',
      region: 'us-east-2',
      tag: '1',
      scan: { counts: { HIGH: 3 } },
    });
    expect(reason(native('Inspector2 Scan', {}))).toBe(
      'dropped: inspector scan of something else than an image',
    );
  });

  it.each<[string, object, object | undefined]>([
    ['its score', { epss: { score: 0.97 } }, { epss: 0.97 }],
    ['no score', {}, {}],
    ['a score that is none', { epss: { score: 97 } }, {}],
    ['a score in words', { epss: { score: 'high' } }, {}],
    ['an exploit', { exploitAvailable: 'YES' }, { exploited: true }],
    ['no fix', { fixAvailable: 'NO' }, { fixable: false }],
    ['what somebody suppressed', { status: 'SUPPRESSED', epss: { score: 0.97 } }, undefined],
    ['what is closed', { status: 'CLOSED', epss: { score: 0.97 } }, undefined],
    ['nothing that has a name', { packageVulnerabilityDetails: {}, epss: { score: 0.97 } }, undefined],
  ])('a finding tells of its vulnerability: %s', (_, change, expected) => {
    const resource = {
      type: 'AWS_ECR_CONTAINER_IMAGE',
      id: `${arn('ecr', 'repository/shop/web')}/${digest}`,
    };
    const detail = {
      ...{ status: 'ACTIVE', severity: 'LOW', resources: [resource] },
      packageVulnerabilityDetails: {
        vulnerabilityId: 'CVE-2026-1',
        vulnerablePackages: [{ name: 'openssl' }],
      },
      ...change,
    };
    const nothing = { id: 'CVE-2026-1', severity: 'LOW', package: 'openssl', fixable: null, exploited: null };
    const { told } = the('image', native('Inspector2 Finding', detail));
    expect(told).toEqual(expected === undefined ? undefined : [{ ...nothing, ...expected }]);
  });

  it('a finding has no scan: one finding is no count', () => {
    const resource = {
      type: 'AWS_ECR_CONTAINER_IMAGE',
      id: `${arn('ecr', 'repository/shop/web')}/${digest}`,
      details: { awsEcrContainerImage: { imageTags: ['1'] } },
    };
    expect(
      the('image', native('Inspector2 Finding', { severity: 'LOW', resources: [resource] })),
    ).toMatchObject({ identity: `${base}@${digest}`, scan: null });
    expect(reason(native('Inspector2 Finding', { resources: [{ type: 'AWS_EC2_INSTANCE' }] }))).toBe(
      'dropped: inspector finding on something else than an image',
    );
    expect(
      reason(native('Inspector2 Finding', { resources: [{ type: 'AWS_ECR_CONTAINER_IMAGE', id: 'x' }] })),
    ).toContain('unreadable');
  });
});

describe('ECS', () => {
  const owner: FactAnswer = {
    ok: true,
    asOf: 't',
    value: { kind: 'Service', name: 'web', identity: arn('ecs', 'service/pay/web'), uid: null },
  };
  const task = {
    taskArn: arn('ecs', 'task/pay/t1'),
    clusterArn: arn('ecs', 'cluster/pay'),
    taskDefinitionArn: arn('ecs', 'task-definition/web:3'),
    group: 'service:web',
    startedBy: 'ecs-svc/1',
    launchType: 'FARGATE',
    version: 4,
    containers: [{ name: 'web', image: 'nginx', imageDigest: digest }],
  };
  const claim = { service: 'web', deployment: 'ecs-svc/1', definition: task.taskDefinitionArn };
  const answer: FactAnswer = {
    ok: true,
    asOf: 't',
    value: {
      definition: {
        family: 'web',
        containerDefinitions: [{ name: 'web', image: 'nginx', privileged: true }],
      },
      tags: [],
    },
  };

  it.each([
    'PROVISIONING',
    'PENDING',
    'RUNNING',
    'DEACTIVATING',
  ])('a task that is %s is judged', (lastStatus) => {
    const event = native('ECS Task State Change', { ...task, lastStatus });
    expect(observe(event)).toMatchObject({
      id: `${task.taskArn}/4`,
      pending: [{ request: { fact: 'owner', uid: task.taskArn, claim } }],
    });
    expect(the('workload', event, { owner, 'task-definition': answer })).toMatchObject({
      instance: task.taskArn,
      uid: task.taskArn,
      identity: arn('ecs', 'service/pay/web'),
      ownIdentity: 'web',
      running: true,
      containers: [{ privileged: { value: true }, digest: { value: digest } }],
    });
  });

  it('a task is its family’s until the service that it names confirms it', () => {
    const event = native('ECS Task State Change', { ...task, lastStatus: 'RUNNING' });
    for (const answers of [{}, { owner: noFacts }])
      expect(the('workload', event, { ...answers, 'task-definition': answer })).toMatchObject({
        ...{ identity: 'web', ownIdentity: null, name: 'web', instance: task.taskArn },
        containers: [{ privileged: { value: true } }],
      });
  });

  it.each([
    { group: 'family:web' },
    { group: 'web' },
    { group: 'service:' },
    { group: 'service:a/b' },
    { startedBy: 'kim' },
    { startedBy: null },
  ])('a task with %j names no service', (change) => {
    const event = native('ECS Task State Change', { ...task, ...change, lastStatus: 'RUNNING' });
    expect(observe(event).pending).toMatchObject([{ request: { fact: 'task-definition' } }]);
  });

  it.each(['DEPROVISIONING', 'STOPPED'])('a task that is %s is gone, and nothing else', (lastStatus) => {
    const end = { instance: task.taskArn, uid: task.taskArn };
    expect(observe(native('ECS Task State Change', { ...task, lastStatus })).gone).toMatchObject([
      { identity: 'web', ...end },
      { identity: arn('ecs', 'service/pay/web'), ...end },
    ]);
  });

  it('a task without version has the id of its body; without ARN it is unreadable', () => {
    expect(observe(native('ECS Task State Change', { ...task, version: {} })).id).toMatch(/^hash\//);
    expect(reason(native('ECS Task State Change', {}))).toBe(
      'unreadable: ECS Task State Change without a taskArn',
    );
    expect(reason(native('ECS Task State Change', 'text'))).toBe(
      'unreadable: ECS Task State Change without a detail object',
    );
  });

  it('a deployment or a hook makes the service be looked at', () => {
    const service = arn('ecs', 'service/pay/web');
    for (const name of ['ECS Deployment State Change', 'ECS Hook State Change']) {
      const observation = observe(
        native(name, { eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS' }, { resources: [service] }),
      );
      expect(observation.pending).toMatchObject([
        { request: { fact: 'service', cluster: 'pay', name: service } },
      ]);
      // What cannot be read is a workload that nobody knows, not no workload.
      expect(subjects(observation)).toMatchObject([
        { identity: service, running: true, containers: [{ image: { unsettled: expect.any(String) } }] },
      ]);
      expect(subjects(observation, { ok: true, asOf: 't', value: { serviceArn: service } })).toMatchObject([
        { kind: 'workload', identity: service },
      ]);
    }
    expect(reason(native('ECS Deployment State Change', {}))).toBe(
      'dropped: ecs deployment of an unnamed service',
    );
  });

  it('a container instance is a host with an agent', () => {
    const detail = {
      containerInstanceArn: arn('ecs', 'container-instance/x'),
      ec2InstanceId: 'i-0abc',
      clusterArn: task.clusterArn,
      agentConnected: false,
      versionInfo: { agentVersion: '1.90.0' },
      version: 7,
    };
    const event = native('ECS Container Instance State Change', detail);
    expect(observe(event).id).toBe(`${detail.containerInstanceArn}/7`);
    expect(the('host', event)).toMatchObject({
      id: arn('ec2', 'instance/i-0abc'),
      containerHost: true,
      cluster: 'pay',
      agentConnected: { value: false },
      agentVersion: { value: '1.90.0' },
    });
    expect(
      observe(native('ECS Container Instance State Change', { ...detail, status: 'INACTIVE' })).gone,
    ).toHaveLength(1);
    expect(reason(native('ECS Container Instance State Change', { ...detail, ec2InstanceId: 'mi-1' }))).toBe(
      'dropped: ecs container instance outside ec2',
    );
    expect(reason(native('ECS Container Instance State Change', {}))).toContain('unreadable');
  });
});

describe('EC2', () => {
  it('an instance starts, ends, or is in between', () => {
    const state = (value: string) =>
      native('EC2 Instance State-change Notification', { 'instance-id': 'i-0abc', state: value });
    expect(observe(state('running')).pending).toMatchObject([
      { request: { fact: 'host', instanceId: 'i-0abc' } },
    ]);
    expect(observe(state('terminated')).gone).toMatchObject([{ identity: arn('ec2', 'instance/i-0abc') }]);
    expect(reason(state('pending'))).toBe('dropped: ec2 instance state in between');
    expect(reason(native('EC2 Instance State-change Notification', {}))).toContain('unreadable');
  });
});

describe('GuardDuty', () => {
  const finding = (resource: object, more: object = {}) =>
    native('GuardDuty Finding', {
      arn: 'arn:f',
      id: 'f1',
      type: 'Execution:Runtime/NewBinaryExecuted',
      title: 'T',
      severity: 7.5,
      updatedAt: '2026-11-02T09:00:00Z',
      resource,
      ...more,
    });
  const threat = {
    type: 'Execution:Runtime/NewBinaryExecuted',
    title: 'T',
    severity: 7.5,
    id: 'f1',
    path: 'detail.type',
  };

  it('on an ECS task is a threat on the workload', () => {
    const taskDetails = {
      arn: arn('ecs', 'task/pay/t1'),
      definitionArn: arn('ecs', 'task-definition/web:3'),
      group: 'service:web',
      startedBy: 'ecs-svc/1',
      containers: [{ name: 'web', image: 'nginx' }],
    };
    const event = finding({
      resourceType: 'ECSCluster',
      ecsClusterDetails: { arn: arn('ecs', 'cluster/pay'), taskDetails },
    });
    expect(observe(event).id).toBe('arn:f/2026-11-02T09:00:00.000Z');
    expect(the('workload', event)).toMatchObject({
      instance: taskDetails.arn,
      identity: 'web',
      threats: [threat],
    });
    const owner = { kind: 'Service', name: 'web', identity: arn('ecs', 'service/pay/web'), uid: null };
    expect(the('workload', event, { owner: { ok: true, asOf: 't', value: owner } })).toMatchObject({
      identity: owner.identity,
    });
  });

  it('on a pod is a threat on a workload of which little else is known', () => {
    const workload = the(
      'workload',
      finding({
        resourceType: 'EKSCluster',
        eksClusterDetails: { name: 'pay' },
        kubernetesDetails: {
          kubernetesWorkloadDetails: { name: 'web', type: 'deployments', namespace: 'shop' },
        },
      }),
    );
    expect(workload).toMatchObject({
      id: 'Deployment/shop/web',
      cluster: 'pay',
      threats: [threat],
      tags: null,
    });
    expect(workload.isolation.hostNetwork.unsettled).toBeDefined();
  });

  it('on an instance is a threat on the host', () => {
    expect(
      the(
        'host',
        finding({
          resourceType: 'Instance',
          instanceDetails: { instanceId: 'i-0abc' },
          eksClusterDetails: {},
        }),
      ),
    ).toMatchObject({ threats: [threat], containerHost: true });
  });

  it('says whether the subject did it, and whether somebody made it up', () => {
    const instance = { instanceDetails: { instanceId: 'i-0abc' } };
    const told = (more: object) => the('host', finding(instance, more)).threats[0];
    expect(told({})).toMatchObject({ acted: null, sample: false });
    expect(told({ service: { resourceRole: 'ACTOR' } })).toMatchObject({ acted: true });
    expect(told({ service: { additionalInfo: { value: '{"sample":true}' } } })).toMatchObject({
      sample: true,
    });
    expect(told({ title: '[SAMPLE] T' })).toMatchObject({ sample: true });
  });

  it('on the credentials of an instance used elsewhere is a threat on the host', () => {
    const accessKeyDetails = { userType: 'AssumedRole', principalId: 'AROAX:i-0123456789abcdef0' };
    const resource = { resourceType: 'AccessKey', accessKeyDetails };
    const type = 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS';
    expect(the('host', finding(resource, { type }))).toMatchObject({
      instanceId: 'i-0123456789abcdef0',
      threats: [{ ...threat, type }],
    });
    const odd = finding(resource, { type: 'Discovery:IAMUser/AnomalousBehavior' });
    expect(the('call', odd)).toMatchObject({ additional: { severity: 7.5, sample: false } });
  });

  it('on a pod tells nothing of its labels', () => {
    const kubernetesWorkloadDetails = { name: 'web', type: 'deployments', namespace: 'shop' };
    const event = finding({
      eksClusterDetails: { name: 'pay' },
      kubernetesDetails: { kubernetesWorkloadDetails },
    });
    expect(the('workload', event)).toMatchObject({ tags: null, cluster: 'pay', threats: [threat] });
  });

  it('on credentials is something somebody did', () => {
    const event = finding({
      resourceType: 'AccessKey',
      accessKeyDetails: { userName: 'kim', userType: 'IAMUser', principalId: 'AIDAX' },
    });
    expect(the('call', event)).toMatchObject({
      id: 'f1',
      service: 'guardduty',
      operation: threat.type,
      actor: { kind: 'person', name: 'kim' },
    });
  });

  describe('that ties signals together', () => {
    const eks = 'AttackSequence:EKS/CompromisedCluster';
    const sequence = (told: object, type = eks) =>
      finding({ resourceType: 'AttackSequence' }, { type, service: { detection: { sequence: told } } });
    const instance = { resourceType: 'EC2_INSTANCE', uid: arn('ec2', 'instance/i-0123456789abcdef0') };
    const cluster = { resourceType: 'EKS_CLUSTER', uid: 'c', name: 'pay' };
    const pod = {
      ...{ resourceType: 'KUBERNETES_WORKLOAD', uid: 'w', name: 'web' },
      data: { kubernetesWorkload: { namespace: 'shop', type: 'DEPLOYMENTS' } },
    };

    it('is a threat on every workload and host that it names', () => {
      const event = sequence({ resources: [cluster, pod, instance] });
      const threats = [{ ...threat, type: eks }];
      expect(the('workload', event)).toMatchObject({ id: 'Deployment/shop/web', cluster: 'pay', threats });
      expect(the('host', event)).toMatchObject({
        instanceId: 'i-0123456789abcdef0',
        containerHost: true,
        threats,
      });
    });

    it('is one on tasks, by the definition they run', () => {
      const uid = arn('ecs', 'task/pay/t1');
      const taskDefinitionArn = arn('ecs', 'task-definition/web:3');
      const data = { ecsTask: { taskDefinitionArn, launchType: 'FARGATE' } };
      const type = 'AttackSequence:ECS/CompromisedCluster';
      const resources = [
        { resourceType: 'ECS_CLUSTER', uid: arn('ecs', 'cluster/pay') },
        { resourceType: 'ECS_TASK', uid, data },
      ];
      expect(the('workload', sequence({ resources }, type))).toMatchObject({
        ...{ instance: uid, cluster: 'pay', family: 'web', threats: [{ ...threat, type }] },
      });
    });

    it('is something that its actors did where it names neither', () => {
      const user = { name: 'kim', type: 'IAMUser', uid: 'AIDAX' };
      const event = sequence(
        { actors: [{ id: 'a', user }, {}] },
        'AttackSequence:IAM/CompromisedCredentials',
      );
      expect(the('call', event)).toMatchObject({
        id: 'f1',
        actor: { name: 'kim', kind: 'person', principal: 'AIDAX' },
      });
    });

    it('is told where nobody can say who or what', () => {
      expect(the('call', sequence({ resources: [cluster] }))).toMatchObject({
        ...{ operation: eks, cluster: 'pay', actor: { kind: 'unknown' } },
      });
      const odd = [null, 7, { resourceType: 'EC2_INSTANCE' }, { ...pod, data: { kubernetesWorkload: 5 } }];
      expect(the('workload', sequence({ resources: odd, actors: 'x' })).id).toBe('Pod/default/web');
      expect(reason(sequence({ resources: [] }, 'AttackSequence:S3/CompromisedData'))).toBe(
        'dropped: guardduty finding on AttackSequence',
      );
    });
  });

  it('archived, elsewhere or broken is no observation', () => {
    expect(reason(finding({}, { service: { archived: true } }))).toBe('dropped: guardduty finding archived');
    expect(reason(finding({ resourceType: 'S3Bucket' }))).toBe('dropped: guardduty finding on S3Bucket');
    expect(reason(native('GuardDuty Finding', {}))).toBe(
      'unreadable: GuardDuty Finding without type or resource',
    );
    expect(observe(finding({ instanceDetails: { instanceId: 'i-1' } }, { updatedAt: 'x' })).id).toMatch(
      /^hash\//,
    );
  });
});
