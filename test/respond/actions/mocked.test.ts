// Actions that moto cannot play along with, on SDK mocks that keep state and answer in the documented shapes (docs/testing.md).
import { DescribeImagesCommand, ECRClient, UpdateImageStorageClassCommand } from '@aws-sdk/client-ecr';
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTaskDefinitionsCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  AssociateAccessPolicyCommand,
  DescribeAccessEntryCommand,
  DisassociateAccessPolicyCommand,
  EKSClient,
  ListAccessEntriesCommand,
  ListAssociatedAccessPoliciesCommand,
  UpdateAccessEntryCommand,
} from '@aws-sdk/client-eks';
import {
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  UpdateServiceSpecificCredentialCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { awsApi } from '../../../shared/gather/aws.ts';
import { responseServices } from '../../../shared/respond/clients/services.ts';
import { action } from './moto.ts';
import { account, findingOn, planned, region, roundTrip } from './round-trip.ts';

const api = awsApi({ account, region, services: responseServices });
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;

describe('stop-workload during a deployment', () => {
  const serviceArn = arn('ecs', 'service/shop/web');
  const definition = (revision: number) => arn('ecs', `task-definition/web:${revision}`);
  const ecs = mockClient(ECSClient);
  afterAll(() => ecs.restore());
  const world = { running: definition(4), source: definition(3), sources: 1 };

  const source = arn('ecs', 'service-revision/shop/web/0001');
  const deployment = arn('ecs', 'service-deployment/shop/web/0002');
  ecs.on(DescribeServicesCommand).callsFake(() => ({
    services: [
      {
        serviceArn,
        status: 'ACTIVE',
        desiredCount: 2,
        taskDefinition: world.running,
        deployments: [{ rolloutState: 'IN_PROGRESS' }],
      },
    ],
  }));
  ecs.on(DescribeTaskDefinitionCommand).callsFake(({ taskDefinition }) => ({
    taskDefinition: { taskDefinitionArn: taskDefinition, revision: Number(taskDefinition.split(':').at(-1)) },
  }));
  ecs.on(ListServiceDeploymentsCommand).resolves({
    serviceDeployments: [{ serviceDeploymentArn: deployment, status: 'IN_PROGRESS' }],
  });
  ecs.on(DescribeServiceDeploymentsCommand).callsFake(() => ({
    serviceDeployments: [{ sourceServiceRevisions: Array(world.sources).fill({ arn: source }) }],
  }));
  ecs.on(DescribeServiceRevisionsCommand).callsFake(() => ({
    serviceRevisions: [{ serviceRevisionArn: source, taskDefinition: world.source }],
  }));
  ecs.on(ListTaskDefinitionsCommand).resolves({ taskDefinitionArns: [4, 3, 2, 1].map(definition) });
  ecs.on(StopServiceDeploymentCommand).callsFake(({ serviceDeploymentArn, stopType }) => {
    expect({ serviceDeploymentArn, stopType }).toEqual({
      serviceDeploymentArn: deployment,
      stopType: 'ROLLBACK',
    });
    world.running = world.source;
    return { serviceDeploymentArn };
  });
  ecs.on(UpdateServiceCommand).callsFake(({ taskDefinition }) => {
    world.running = taskDefinition;
    return {};
  });

  const finding = findingOn({ kind: 'workload', platform: 'ecs', id: serviceArn });
  const passing = (...good: number[]) => ({
    passes: async (found: { readonly revision?: unknown }) => good.includes(Number(found.revision)),
  });

  it('rolls it back where what it came from passes', async () => {
    const prepared = await roundTrip({
      action: action('stop-workload'),
      finding,
      api,
      context: passing(1, 3),
      foreign: async () => {
        world.running = definition(1);
      },
    });
    expect(prepared.calls.map(({ operation }) => operation)).toEqual(['StopServiceDeployment']);
    world.running = definition(4);
  });

  it.each([
    ['what it came from fails too', 3, 1],
    ['it came from several revisions', 3, 2],
    ['what it came from is the same definition', 4, 1],
  ])('deploys an older revision where %s', async (_, from, sources) => {
    Object.assign(world, { running: definition(4), source: definition(from), sources });
    const prepared = planned(await action('stop-workload').prepare(finding, api, passing(1, 2)));
    expect(prepared.calls).toMatchObject([
      { operation: 'UpdateService', parameters: { taskDefinition: definition(2) } },
    ]);
  });
});

it('quarantine-image archives an image and brings it back', async () => {
  const imageDigest = `sha256:${'ab'.repeat(32)}`;
  const world = { imageStatus: 'ACTIVE' };
  const ecr = mockClient(ECRClient);
  onTestFinished(() => ecr.restore());
  ecr.on(DescribeImagesCommand).callsFake(() => ({ imageDetails: [{ imageDigest, ...world }] }));
  ecr.on(UpdateImageStorageClassCommand).callsFake(({ targetStorageClass, imageId }) => {
    expect(imageId).toEqual({ imageDigest });
    world.imageStatus = targetStorageClass === 'ARCHIVE' ? 'ARCHIVED' : 'ACTIVE';
    return { imageId, ...world };
  });
  const id = `${account}.dkr.ecr.${region}.amazonaws.com/shop/web@${imageDigest}`;
  await roundTrip({
    action: action('quarantine-image'),
    finding: findingOn({ kind: 'image', platform: 'ecr', id }),
    api,
    foreign: async () => {
      world.imageStatus = 'ACTIVATING';
    },
  });
});

it('revoke-access-entry takes the administrator policy from one principal', async () => {
  const admin = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
  const view = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy';
  const [kim, lee] = ['kim', 'lee'].map((name) => `arn:aws:iam::${account}:role/${name}`);
  const policies = new Map<string, object>([
    [admin, { type: 'cluster', namespaces: [] }],
    [view, { type: 'namespace', namespaces: ['shop'] }],
  ]);
  const eks = mockClient(EKSClient);
  onTestFinished(() => eks.restore());
  eks.on(ListAccessEntriesCommand).resolves({ accessEntries: [kim ?? '', lee ?? ''] });
  eks.on(ListAssociatedAccessPoliciesCommand).callsFake(() => ({
    associatedAccessPolicies: [...policies].map(([policyArn, accessScope]) => ({ policyArn, accessScope })),
  }));
  eks.on(DisassociateAccessPolicyCommand).callsFake(({ policyArn }) => {
    if (!policies.delete(policyArn))
      throw Object.assign(new Error('not associated'), { name: 'ResourceNotFoundException' });
    return {};
  });
  eks.on(AssociateAccessPolicyCommand).callsFake(({ policyArn, accessScope }) => {
    policies.set(policyArn, accessScope);
    return {};
  });
  const groups = new Map([
    [kim ?? '', ['viewers', 'system:masters']],
    [lee ?? '', ['system:masters']],
  ]);
  eks.on(DescribeAccessEntryCommand).callsFake(({ principalArn }) => ({
    accessEntry: { principalArn, kubernetesGroups: groups.get(principalArn) },
  }));
  eks.on(UpdateAccessEntryCommand).callsFake(({ principalArn, kubernetesGroups }) => {
    groups.set(principalArn, kubernetesGroups);
    return {};
  });
  const finding = findingOn({ kind: 'cluster', platform: 'eks', id: arn('eks', 'cluster/shop') });
  const message = `${kim} administers shop through an access entry`;
  const prepared = await roundTrip({
    action: action('revoke-access-entry'),
    finding: { ...finding, evidence: [{ path: 'accessEntries[0]', found: admin, wanted: null, message }] },
    api,
    foreign: async () => policies.set(admin, { type: 'namespace', namespaces: ['shop'] }),
  });
  expect(prepared.calls).toMatchObject([{ parameters: { principalArn: kim, policyArn: admin } }]);
  const masters = { path: '', found: 'system:masters', wanted: null, message };
  const left = await roundTrip({
    action: action('revoke-access-entry'),
    finding: { ...finding, evidence: [masters] },
    api,
    raw: async () => groups.get(kim ?? ''),
    foreign: async () => groups.set(kim ?? '', ['editors']),
  });
  expect(left.calls).toMatchObject([{ parameters: { principalArn: kim, kubernetesGroups: ['viewers'] } }]);
});

it('deactivate-key makes a service-specific credential useless', async () => {
  const world = { Status: 'Active' };
  const CreateDate = new Date('2026-11-20T10:00:05Z');
  const iam = mockClient(IAMClient);
  onTestFinished(() => iam.restore());
  iam.on(ListServiceSpecificCredentialsCommand).callsFake(() => ({
    ServiceSpecificCredentials: [
      { ServiceSpecificCredentialId: 'ACCA1', CreateDate, ...world },
      {
        ServiceSpecificCredentialId: 'ACCA0',
        CreateDate: new Date('2025-01-01T00:00:00Z'),
        Status: 'Active',
      },
    ],
  }));
  iam.on(UpdateServiceSpecificCredentialCommand).callsFake(({ Status, ServiceSpecificCredentialId }) => {
    expect(ServiceSpecificCredentialId).toBe('ACCA1');
    world.Status = Status;
    return {};
  });
  const id = `arn:aws:iam::${account}:user/backup|arn:aws:iam::${account}:user/mallory`;
  await roundTrip({
    action: action('deactivate-key'),
    finding: findingOn({ kind: 'call', id, name: 'iam:CreateServiceSpecificCredential' }, ['backup']),
    api,
    foreign: async () => {
      world.Status = 'Active';
    },
  });
});
