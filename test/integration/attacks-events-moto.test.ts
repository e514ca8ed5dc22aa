// Attacks by events, on the deployed functions over moto: a registry of another account, ids that once were one, times ahead, made-up owners.
import { ECRClient, GetRegistryPolicyCommand } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listFindings } from '../../shared/findings/listing.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { config, endpoint, freshName } from '../respond/actions/moto.ts';
import { account, region } from '../respond/actions/round-trip.ts';
import { deploy } from './deployed.ts';

const stranger = '444455556666';
const policy = `
mode: observe
organisation: { id: o-exampleorgid, accounts: { "${stranger}": staging } }
controls: { control-plane/registry-not-public: { mode: enforce } }
`;
const privileged = 'namespace-isolation/no-privileged';

const ecs = new ECSClient(config);
const shop = freshName();
let events = 0;

/** A call that CloudTrail recorded just now, or when it says. */
function call(
  operation: string,
  more: JsonObject,
  at = new Date(Date.now()).toISOString(),
  of = account,
): JsonObject {
  const [service = '', eventName = ''] = operation.split(':');
  const id = `e-${events++}`;
  return {
    ...{ version: '0', id, 'detail-type': 'AWS API Call via CloudTrail', source: `aws.${service}` },
    ...{ account: of, region, time: at, resources: [] },
    detail: {
      ...{ eventVersion: '1.11', eventSource: `${service}.amazonaws.com`, eventName, awsRegion: region },
      ...{ recipientAccountId: of, eventID: id, eventTime: at, eventType: 'AwsApiCall' },
      ...{ managementEvent: true, readOnly: false, responseElements: null },
      userIdentity: {
        type: 'IAMUser',
        arn: `arn:aws:iam::${of}:user/mallory`,
        accountId: of,
        userName: 'mallory',
      },
      ...more,
    },
  };
}

const registered = (family: string, isPrivileged: boolean, at?: string) =>
  call(
    'ecs:RegisterTaskDefinition',
    {
      requestParameters: {
        ...{ family, requiresCompatibilities: ['EC2'] },
        containerDefinitions: [{ name: 'web', image: 'web:1', privileged: isPrivileged }],
      },
    },
    at,
  );

describe.skipIf(endpoint === undefined)('no event has Seawall forget, act elsewhere, or look away', () => {
  let at: Awaited<ReturnType<typeof deploy>>;

  beforeAll(async () => {
    at = await deploy(policy);
    await ecs.send(new CreateClusterCommand({ clusterName: shop }));
  });
  afterAll(async () => {
    await at.functionUrl.stop();
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  const found = async (control: string) => {
    const view = { now: new Date(Date.now()).toISOString(), quiet: 7 * 86_400_000, waiver: () => null };
    return (await listFindings(at.store, view)).filter((finding) => finding.control === control);
  };
  const states = async (name: string) =>
    (await found(privileged))
      .filter(({ subject }) => subject.id.includes(name))
      .map(({ subject, status }) => `${subject.id} ${status}`)
      .toSorted();

  it('the registry of an account without a role is never put right by that of the home account (2)', async () => {
    const put = (Principal: JsonObject | string) =>
      call(
        'ecr:PutRegistryPolicy',
        {
          requestParameters: {
            policyText: JSON.stringify({
              Version: '2012-10-17',
              Statement: [
                { Sid: 'x', Effect: 'Allow', Principal, Action: 'ecr:ReplicateImage', Resource: '*' },
              ],
            }),
          },
        },
        undefined,
        stranger,
      );
    for (const principal of [{ AWS: `arn:aws:iam::${stranger}:root` }, '*']) {
      await at.handEvent(put(principal), 'access-changed');
      await at.settle();
    }
    const [finding] = await found('control-plane/registry-not-public');
    expect(finding).toMatchObject({ status: 'open', subject: { account: stranger } });
    expect(JSON.stringify(await readJournal(at.store, finding?.id ?? ''))).toContain(
      `no role for account ${stranger}`,
    );
    await expect(new ECRClient(config).send(new GetRegistryPolicyCommand({}))).rejects.toThrow(
      /RegistryPolicyNotFound|does not exist/,
    );
  });

  it('a harmless definition closes no finding of one whose id was the same (3)', async () => {
    const bad = `acme-web-${'a'.repeat(53)}ad9a6cef602cd87e`;
    const harmless = `acme-web-${'a'.repeat(53)}953b54e74f557022`;
    await at.handEvent(registered(bad, true));
    await at.handEvent(registered(harmless, false));
    expect(await states('acme-web')).toEqual([`${bad} open`]);
  });

  it('a time ahead hides nothing that comes later (4)', async () => {
    const family = `${shop}-ahead`;
    await at.handEvent(registered(family, true));
    await at.handEvent(registered(family, false, '2999-01-01T00:00:00Z'));
    const later = Date.now() + 10 * 60_000;
    const clock = vi.spyOn(Date, 'now').mockReturnValue(later);
    await at.handEvent(registered(family, true, new Date(later).toISOString()));
    expect(await states(family)).toEqual([`${family} open`]);
    clock.mockRestore();
  });

  it('a task that says a good service started it stays open on itself (5)', async () => {
    const evil = `${shop}-evil`;
    for (const [family, isPrivileged] of [
      [`${shop}-good`, false],
      [evil, true],
    ] as const) {
      const container = { name: 'web', image: 'nginx:1', memory: 128, privileged: isPrivileged };
      await ecs.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions: [container] }));
    }
    const input = { cluster: shop, serviceName: 'web', taskDefinition: `${shop}-good:1`, desiredCount: 1 };
    const { service } = await ecs.send(new CreateServiceCommand(input));
    const arn = (resource: string) => `arn:aws:ecs:${region}:${account}:${resource}`;
    const time = new Date(Date.now()).toISOString();
    await at.handEvent({
      ...{ version: '0', id: 'task', 'detail-type': 'ECS Task State Change', source: 'aws.ecs' },
      ...{ account, region, time, resources: [] },
      detail: {
        ...{ taskArn: arn(`task/${shop}/0001`), clusterArn: arn(`cluster/${shop}`), version: 1 },
        ...{ group: 'service:web', startedBy: 'ecs-svc/123', lastStatus: 'RUNNING', updatedAt: time },
        taskDefinitionArn: arn(`task-definition/${evil}:1`),
      },
    });
    expect(await states(evil)).toEqual([`${evil} open`]);
    await at.handEvent(
      call('ecs:UpdateService', {
        requestParameters: { service: 'web', cluster: shop },
        responseElements: { service: JSON.parse(JSON.stringify(service)) as JsonObject },
      }),
    );
    expect(await states(evil)).toEqual([`${evil} open`]);
  });
});
