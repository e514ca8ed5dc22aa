// Attacks by events, on the packaged functions and an emulated AWS: a registry of another account, ids that once were one, times ahead,
// made-up owners. And by a role of the home account that is called like Seawall's own.
import { ECRClient, GetRegistryPolicyCommand } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listFindings } from '../../shared/findings/listing.ts';
import { decide } from '../../shared/iam/decision/evaluate.ts';
import { parsePolicy } from '../../shared/iam/policy/parse.ts';
import { dig, type JsonObject, objectOf } from '../../shared/model/json.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { audit, auditLog } from '../functions/attacks/deployed.ts';
import { readYaml } from '../serverless/deployment.ts';
import { called, taskRuns } from './events.ts';
import { onDeployment, region } from './world.ts';

const stranger = '444455556666';
const policy = `
mode: observe
organisation: { id: o-exampleorgid, accounts: { "${stranger}": staging } }
controls: { control-plane/registry-not-public: { mode: enforce } }
`;
const privileged = 'namespace-isolation/no-privileged';
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

const parameters = async () => ({ AuditLogGroup: '/aws/eks/pay/cluster' });

onDeployment('no event has Seawall forget, act elsewhere, or look away', { policy, parameters }, (at) => {
  beforeAll(async () => {
    await new ECSClient(at.aws).send(new CreateClusterCommand({ clusterName: 'shop' }));
  });
  // Whatever is tried, nothing is changed.
  afterAll(() => expect(at.recorder.writes).toEqual([]));

  const found = async (control: string) => {
    const view = { now: iso(Date.now()), quiet: 7 * 86_400_000, waiver: () => null };
    return (await listFindings(at.store, view)).filter((finding) => finding.control === control);
  };
  const states = async (name: string) =>
    (await found(privileged))
      .filter(({ subject }) => subject.id.includes(name))
      .map(({ subject, status }) => `${subject.id} ${status}`)
      .toSorted();
  const registered = (family: string, isPrivileged: boolean, time?: string) => {
    const containerDefinitions = [{ name: 'web', image: 'web:1', privileged: isPrivileged }];
    const input = { family, requiresCompatibilities: ['EC2'], containerDefinitions };
    return called(at.aws, 'ecs:RegisterTaskDefinition', input, time === undefined ? {} : { at: time });
  };

  it('the registry of an account without a role is never put right by that of the home account (2)', async () => {
    for (const Principal of [{ AWS: `arn:aws:iam::${stranger}:root` }, '*']) {
      const statement = { Sid: 'x', Effect: 'Allow', Principal, Action: 'ecr:ReplicateImage', Resource: '*' };
      const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await at.happens(called(at.aws, 'ecr:PutRegistryPolicy', { policyText }, { account: stranger }));
    }
    const [finding] = await found('control-plane/registry-not-public');
    expect(finding).toMatchObject({ status: 'open', subject: { account: stranger } });
    // Held back, and said so.
    const journal = JSON.stringify(await readJournal(at.store, finding?.id ?? ''));
    expect(journal).toContain(`no role for account ${stranger}`);
    await expect(new ECRClient(at.aws).send(new GetRegistryPolicyCommand({}))).rejects.toThrow(
      /RegistryPolicyNotFound|does not exist/,
    );
  });

  it('a harmless definition closes no finding of one whose id was the same (3)', async () => {
    const bad = `acme-web-${'a'.repeat(53)}ad9a6cef602cd87e`;
    const harmless = `acme-web-${'a'.repeat(53)}953b54e74f557022`;
    await at.happens(registered(bad, true));
    await at.happens(registered(harmless, false));
    expect(await states('acme-web')).toEqual([`${bad} open`]);
  });

  it('a time ahead hides nothing that comes later (4)', async () => {
    await at.happens(registered('ahead', true));
    await at.happens(registered('ahead', false, '2999-01-01T00:00:00Z'));
    at.local.clock.ahead = 10 * 60_000;
    await at.happens(registered('ahead', true, iso(Date.now() + at.local.clock.ahead)));
    at.local.clock.ahead = 0;
    expect(await states('ahead')).toEqual(['ahead open']);
    // It is counted, and an alarm of the template watches that.
    await vi.waitFor(() => expect(at.local.output()).toMatch(/"EventFromFuture":(?:1|\[1)/));
  });

  const deployment = (isPrivileged: boolean): JsonObject => ({
    ...{
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop', uid: 'u-web' },
    },
    spec: {
      template: {
        spec: {
          containers: [{ name: 'web', image: 'web:1', securityContext: { privileged: isPrivileged } }],
        },
      },
    },
  });
  const logged = async (...given: Parameters<typeof audit>) => {
    await at.local.logs(auditLog(audit(...given)));
    await at.local.settle();
  };

  it('a forged line of the audit log, of 2999, ends nothing (4)', async () => {
    await logged('update', 'deployments/web', deployment(true), iso(Date.now()));
    const gone = { kind: 'Status', status: 'Success' };
    await logged('delete', 'deployments/web', gone, '2999-01-01T00:00:00Z');
    expect(await states('Deployment/shop/web')).toEqual(['Deployment/shop/web open']);
    await logged('update', 'deployments/web', deployment(true), iso(Date.now()));
    expect(await states('Deployment/shop/web')).toEqual(['Deployment/shop/web open']);
  });

  it('a pod that names a good owner stays open on itself, and the end of a ReplicaSet closes no Deployment (5)', async () => {
    const pod = (deployment(true).spec as JsonObject).template;
    const owner = { kind: 'Deployment', name: 'frontend', uid: 'u-frontend', controller: true };
    const evil = {
      ...{ apiVersion: 'v1', kind: 'Pod', spec: dig(pod, 'spec') ?? null },
      metadata: { name: 'evil', namespace: 'shop', uid: 'u-evil', ownerReferences: [owner] },
    };
    await logged('create', 'pods/evil', evil, iso(Date.now()));
    const good = {
      ...deployment(false),
      metadata: { name: 'frontend', namespace: 'shop', uid: 'u-frontend' },
    };
    await logged('update', 'deployments/frontend', good, iso(Date.now()));
    expect(await states('evil')).toEqual(['Pod/shop/evil open']);
    const metadata = {
      name: 'web-1',
      namespace: 'shop',
      uid: 'u-web-1',
      ownerReferences: [{ ...owner, name: 'web' }],
    };
    const replicaSet = { ...deployment(true), kind: 'ReplicaSet', metadata };
    await logged('delete', 'replicasets/web-1', replicaSet, iso(Date.now()));
    expect(await states('Deployment/shop/web')).toEqual(['Deployment/shop/web open']);
  });

  it('a pod whose image is not there holds up no line behind it, and each comes back by the queue', async () => {
    const lines = ['late-1', 'late-2'].map((name) => {
      const image = `${at.aws.account}.dkr.ecr.${region}.amazonaws.com/absent:${name}`;
      const spec = { containers: [{ name: 'web', image, securityContext: { privileged: true } }] };
      const metadata = { name, namespace: 'shop', uid: `u-${name}` };
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
      return audit('create', `pods/${name}`, pod, iso(Date.now()));
    });
    const sqs = new SQSClient(at.aws);
    const asked = {
      QueueUrl: at.local.stack.ids.get('PodLaunchedQueue'),
      AttributeNames: ['ApproximateNumberOfMessagesDelayed' as const],
    };
    const delayed = async () =>
      (await sqs.send(new GetQueueAttributesCommand(asked))).Attributes?.ApproximateNumberOfMessagesDelayed;
    await at.local.logs(auditLog(...lines));
    expect(await states('late')).toEqual(['Pod/shop/late-1 open', 'Pod/shop/late-2 open']);
    expect(await delayed()).toBe('2');
    const [message = null] = lines.map((line) => JSON.stringify(line));
    const body = JSON.stringify({
      owner: at.aws.account,
      logGroup: '/aws/eks/pay/cluster',
      logStream: 'kube-apiserver-audit-1',
      message,
    });
    const messageAttributes = { again: { stringValue: '1', dataType: 'Number' } };
    const record = { messageId: 'm', body, attributes: {}, messageAttributes, eventSource: 'aws:sqs' };
    expect(await at.local.invoke('pod-launched', { Records: [record] })).toEqual({ batchItemFailures: [] });
    expect(await delayed()).toBe('3');
  });

  it('a task that says a good service started it stays open on itself (5)', async () => {
    const ecs = new ECSClient(at.aws);
    for (const [family, isPrivileged] of [
      ['good', false],
      ['evil-job', true],
    ] as const) {
      const container = { name: 'web', image: 'nginx:1', memory: 128, privileged: isPrivileged };
      await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions: [container] }));
    }
    const input = { cluster: 'shop', serviceName: 'web', taskDefinition: 'good:1', desiredCount: 1 };
    const { service } = await ecs.send(new CreateServiceCommand(input));
    const arn = (resource: string) => `arn:aws:ecs:${region}:${at.aws.account}:${resource}`;
    const task = {
      ...{ taskArn: arn('task/shop/0001'), clusterArn: arn('cluster/shop') },
      ...{
        group: 'service:web',
        startedBy: 'ecs-svc/123',
        taskDefinitionArn: arn('task-definition/evil-job:1'),
      },
    };
    await at.happens(taskRuns(at.aws, task));
    expect(await states('evil-job')).toEqual(['evil-job open']);
    const answer = { service: plain(service) };
    await at.happens(called(at.aws, 'ecs:UpdateService', { service: 'web', cluster: 'shop' }, { answer }));
    expect(await states('evil-job')).toEqual(['evil-job open']);
  });

  it.each([
    ['deploy/member-account.yml', 'ReadRole', 'pod-launched'],
    ['deploy/member-respond.yml', 'RespondRole', 'respond'],
  ])('no role of the home account that is only called like Seawall’s takes that of a member (%s, 10)', (file, id, of) => {
    const { account } = at.aws;
    const values = { HomeAccount: account, HomeRegion: region, Stage: 'production', 'AWS::Partition': 'aws' };
    const filled = Object.entries({ ...values, 'AWS::AccountId': stranger }).reduce(
      (text, [name, value]) => text.replaceAll(`\${${name}}`, value),
      JSON.stringify(dig(readYaml(file), 'Resources', id, 'Properties', 'AssumeRolePolicyDocument')),
    );
    const plainText = filled
      .replaceAll(/\{"Fn::Sub":("(?:[^"\\]|\\.)*")\}/g, '$1')
      .replaceAll('{"Ref":"OrganizationId"}', '"o-exampleorgid"');
    const trust = parsePolicy(JSON.parse(plainText));
    const all = parsePolicy({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
    if (!trust.ok || !all.ok) throw new Error(plainText);
    const context = {
      'aws:PrincipalOrgID': 'o-exampleorgid',
      // What the packaged function says.
      'sts:ExternalId': at.local.stack.environments.get('RespondLambdaFunction')?.SEAWALL_EXTERNAL_ID ?? '',
    };
    const taken = (role: string, more: Record<string, string | null> = {}) =>
      decide(
        {
          ...{
            action: 'sts:AssumeRole',
            resource: `arn:aws:iam::${stranger}:role/seawall`,
            contextComplete: true,
          },
          ...{ principal: `arn:aws:iam::${account}:role/${role}`, context: { ...context, ...more } },
        },
        { identity: [all.policy], resource: trust.policy },
      ).decision;
    expect(taken(`seawall-production-${region}-${of}`)).toBe('allowed');
    for (const role of [
      `seawall-x-${of}`,
      `seawall-production-x-${of}`,
      `x/seawall-production-${region}-${of}`,
    ])
      expect([role, taken(role)]).toEqual([role, 'implicit-deny']);
    for (const missing of Object.keys(context))
      expect([missing, taken(`seawall-production-${region}-${of}`, { [missing]: null })]).toEqual([
        missing,
        'implicit-deny',
      ]);
  });
});

function plain(service: Service | undefined): JsonObject {
  return objectOf(JSON.parse(JSON.stringify(service ?? {})));
}
