// Actions on ECS over moto.

import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeImagesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  ECSClient,
  ListContainerInstancesCommand,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateClusterCommand,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { beforeAll, describe, expect, it } from 'vitest';
import { action, api, config, endpoint, freshName } from '../respond/actions/moto.ts';
import { account, findingOn, planned, region, roundTrip } from '../respond/actions/round-trip.ts';

const ecs = new ECSClient(config);
const ec2 = new EC2Client(config);
const name = freshName();
const stop = action('stop-workload');
const passes = async (found: object) => JSON.stringify(found).includes('"privileged":false');

async function service(taskDefinition: string, more: object = {}): Promise<string> {
  const input = { cluster: name, serviceName: freshName(), taskDefinition, desiredCount: 2, ...more };
  return (await ecs.send(new CreateServiceCommand(input))).service?.serviceArn ?? '';
}

async function stateOf(arn: string) {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: name, services: [arn] }));
  return { taskDefinition: services?.[0]?.taskDefinition, desiredCount: services?.[0]?.desiredCount };
}

const on = (id: string) => findingOn({ kind: 'workload', platform: 'ecs', id, name: id });

async function instances(count: number): Promise<readonly string[]> {
  const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
  const input = { ImageId: Images?.[0]?.ImageId, MinCount: count, MaxCount: count };
  const { Instances } = await ec2.send(new RunInstancesCommand(input));
  return (Instances ?? []).map(({ InstanceId }) => InstanceId ?? '');
}

/** Registers hosts the way the agent does, by the identity document that the instance shows. */
async function register(instanceId: string): Promise<void> {
  const instanceIdentityDocument = JSON.stringify({ instanceId, accountId: account, region });
  await ecs.send(new RegisterContainerInstanceCommand({ cluster: name, instanceIdentityDocument }));
}

describe.skipIf(endpoint === undefined)('actions on ECS over moto', () => {
  const hosts: string[] = [];

  beforeAll(async () => {
    await ecs.send(new CreateClusterCommand({ clusterName: name }));
    for (const privileged of [true, false, true, true]) {
      const container = { name: 'web', image: 'nginx:1', memory: 128, privileged };
      await ecs.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions: [container] }));
    }
    const bad = { name: 'web', image: 'nginx:1', memory: 128, privileged: true };
    await ecs.send(new RegisterTaskDefinitionCommand({ family: `${name}-x`, containerDefinitions: [bad] }));
    hosts.push(...(await instances(2)));
    for (const host of hosts) await register(host);
  });

  it('stop-workload rolls a service back to the newest older revision that passes', async () => {
    const arn = await service(`${name}:4`);
    const prepared = await roundTrip({
      action: stop,
      finding: on(arn),
      api,
      context: { passes },
      raw: () => stateOf(arn),
      foreign: () =>
        ecs.send(new UpdateServiceCommand({ cluster: name, service: arn, taskDefinition: `${name}:3` })),
    });
    expect(prepared.words).toContain(`from ${name}:4 to ${name}:2`);
    expect(prepared.askFirst).toBeUndefined();
  });

  it('stop-workload scales to 0 as the last resort, and asks people unless the policy says so', async () => {
    const arn = await service(`${name}-x:1`);
    const asked = planned(await stop.prepare(on(arn), api, { passes }));
    expect(asked.askFirst).toContain('ends the service');
    const prepared = await roundTrip({
      action: stop,
      finding: on(arn),
      api,
      context: { passes, lastResort: 'scale-to-zero' },
      raw: () => stateOf(arn),
      foreign: () => ecs.send(new UpdateServiceCommand({ cluster: name, service: arn, desiredCount: 1 })),
    });
    expect(prepared.askFirst).toBeUndefined();
    expect(prepared.after[0]?.state).toEqual({ desiredCount: 0 });
  });

  it('stop-workload suspends the automatic scaling of what it scales to 0, and wakes it again', async () => {
    const arn = await service(`${name}-x:1`);
    const scaling = new ApplicationAutoScalingClient(config);
    const target = {
      ServiceNamespace: 'ecs',
      ResourceId: `service/${name}/${arn.split('/').at(-1)}`,
      ScalableDimension: 'ecs:service:DesiredCount',
    } as const;
    await scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 1, MaxCapacity: 4 }));
    const suspension = async () => {
      const { ServiceNamespace, ResourceId } = target;
      const asked = new DescribeScalableTargetsCommand({ ServiceNamespace, ResourceIds: [ResourceId] });
      const found = (await scaling.send(asked)).ScalableTargets?.[0]?.SuspendedState;
      // Never suspended and woken again are spelt differently, and mean the same.
      return Object.entries(found ?? {}).filter(([, suspended]) => suspended);
    };
    const prepared = await roundTrip({
      action: stop,
      finding: on(arn),
      api,
      context: { passes, lastResort: 'scale-to-zero' },
      raw: async () => [await stateOf(arn), await suspension()],
      foreign: () =>
        scaling.send(
          new RegisterScalableTargetCommand({
            ...target,
            SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false },
          }),
        ),
    });
    expect(prepared.calls.map(({ operation }) => operation)).toEqual([
      'RegisterScalableTarget',
      'UpdateService',
    ]);
  });

  it.each([
    ['a daemon', { schedulingStrategy: 'DAEMON', desiredCount: undefined }, 'daemon'],
    ['CodeDeploy', { deploymentController: { type: 'CODE_DEPLOY' } }, 'CODE_DEPLOY'],
    ['an external controller', { deploymentController: { type: 'EXTERNAL' } }, 'EXTERNAL'],
  ])('stop-workload leaves a service of %s alone', async (_, more, said) => {
    const held = await stop.prepare(on(await service(`${name}:4`, more)), api, { passes });
    expect(held).toMatchObject({ ok: false, heldBy: 'protected' });
    expect(held.ok ? '' : held.reason).toContain(said);
  });

  it('stop-workload stops a task that stands alone', async () => {
    const { tasks } = await ecs.send(new RunTaskCommand({ cluster: name, taskDefinition: `${name}:4` }));
    const arn = tasks?.[0]?.taskArn ?? '';
    const finding = { ...on(name), instances: [arn, `${arn.slice(0, -4)}0000`], cluster: name };
    const prepared = await roundTrip({ action: stop, finding, api, foreign: null });
    expect(prepared.undo).toEqual([]);
    expect(prepared.calls).toMatchObject([
      {
        operation: 'StopTask',
        parameters: { cluster: name, task: arn, reason: expect.stringContaining('Seawall') },
      },
    ]);
    expect(await stop.prepare(finding, api, { passes })).toMatchObject({
      ok: false,
      heldBy: 'changed-since',
    });
  });

  it('drain-host drains one of several instances, and asks before the last', async () => {
    const [first = '', second = ''] = hosts;
    const finding = (id: string) => findingOn({ kind: 'host', platform: 'ec2', id }, [], { cluster: name });
    const { containerInstanceArns } = await ecs.send(new ListContainerInstancesCommand({ cluster: name }));
    const prepared = await roundTrip({
      action: action('drain-host'),
      finding: finding(first),
      api,
      foreign: () =>
        ecs.send(
          new UpdateContainerInstancesStateCommand({
            cluster: name,
            containerInstances: containerInstanceArns,
            status: 'ACTIVE',
          }),
        ),
    });
    expect(prepared.askFirst).toBeUndefined();
    const others = containerInstanceArns?.filter(
      (arn) => arn === Object.keys(prepared.after[0]?.state ?? {})[0],
    );
    const status = { cluster: name, containerInstances: others, status: 'DRAINING' } as const;
    await ecs.send(new UpdateContainerInstancesStateCommand(status));
    const last = planned(await action('drain-host').prepare(finding(second), api));
    expect(last.askFirst).toContain('last instance');
  });

  it('enable-logging switches Container Insights and the logs of ECS Exec on', async () => {
    const cluster = freshName();
    const executeCommandConfiguration = { logging: 'NONE' } as const;
    const configuration = { executeCommandConfiguration };
    const off = [{ name: 'containerInsights', value: 'disabled' }] as const;
    const made = { clusterName: cluster, settings: [...off], configuration };
    const { cluster: created } = await ecs.send(new CreateClusterCommand(made));
    const found = findingOn({ kind: 'cluster', platform: 'ecs', id: created?.clusterArn ?? '' });
    const evidence = ['enabled', 'DEFAULT'].map((wanted) => ({ path: '', found: null, wanted, message: '' }));
    const include = ['SETTINGS', 'CONFIGURATIONS'] as const;
    await roundTrip({
      action: action('enable-logging'),
      finding: { ...found, evidence },
      api,
      raw: async () => {
        const input = { clusters: [cluster], include: [...include] };
        const { clusters } = await ecs.send(new DescribeClustersCommand(input));
        return [clusters?.[0]?.settings, clusters?.[0]?.configuration];
      },
      foreign: () => ecs.send(new UpdateClusterCommand({ cluster, settings: [...off] })),
    });
  });
});
