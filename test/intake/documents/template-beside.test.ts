// A service of a template with the role and the security groups that stand beside it.
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judge } from '../../../shared/pipeline.ts';
import { judgingWith, observationsOf } from '../../support/judging.ts';

const judging = judgingWith();
const resource = (Type: string, Properties: JsonObject): JsonObject => ({ Type: `AWS::${Type}`, Properties });
const attribute = (id: string, name: string): JsonObject => ({ 'Fn::GetAtt': [id, name] });

const service = (groups: Json): JsonObject => ({
  Web: resource('ECS::Service', {
    ...{ TaskDefinition: { Ref: 'Task' }, LaunchType: 'FARGATE' },
    NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: groups } },
  }),
  Task: resource('ECS::TaskDefinition', {
    ...{ NetworkMode: 'awsvpc', TaskRoleArn: attribute('Role', 'Arn') },
    ContainerDefinitions: [{ Name: 'web', Image: 'nginx:1.27' }],
  }),
  Role: resource('IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
  }),
});
const group = (more: JsonObject = {}): JsonObject => ({
  Group: resource('EC2::SecurityGroup', { GroupDescription: 'web', ...more }),
});
const own = attribute('Group', 'GroupId');
const toItself = (FromPort: number, ToPort: number): JsonObject => ({
  Self: resource('EC2::SecurityGroupIngress', {
    ...{ GroupId: own, SourceSecurityGroupId: own, IpProtocol: 'tcp', FromPort, ToPort },
  }),
});
const out = (CidrIp: string): JsonObject => ({
  SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp }],
});

async function saidOf(resources: JsonObject, control: string): Promise<string> {
  const observations = observationsOf({ AWSTemplateFormatVersion: '2010-09-09', Resources: resources });
  const verdicts = (await Promise.all(observations.map((one) => judge(one, judging)))).flat();
  const found = verdicts.filter((one) => one.control === control && one.subject.name === 'Web');
  return found.map(({ outcome }) => outcome).join();
}

const egress = 'resource-usage/limited-egress';
const shared = 'segmentation/group-security-group';

describe('a service and what stands beside it', () => {
  it.each<[string, string, string, JsonObject]>([
    ['fail', 'a new group lets everything out', egress, group()],
    [
      'fail',
      'and does so beside a rule of its own resource',
      egress,
      {
        ...group(),
        Out: resource('EC2::SecurityGroupEgress', {
          GroupId: own,
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          CidrIp: '10.0.0.0/8',
        }),
      },
    ],
    [
      'fail',
      'a rule of another resource lets everything out',
      egress,
      {
        ...group(out('10.0.0.0/8')),
        Out: resource('EC2::SecurityGroupEgress', { GroupId: own, IpProtocol: '-1', CidrIp: '0.0.0.0/0' }),
      },
    ],
    ['fail', 'all its members on all ports', shared, { ...group(), ...toItself(0, 65535) }],
    ['pass', 'a named range', egress, group(out('10.0.0.0/8'))],
    ['pass', 'its members on a port', shared, { ...group(), ...toItself(8080, 8080) }],
    [
      'pass',
      'a rule of another group',
      shared,
      {
        ...group(),
        Other: resource('EC2::SecurityGroup', {}),
        Self: resource('EC2::SecurityGroupIngress', {
          GroupId: attribute('Other', 'GroupId'),
          SourceSecurityGroupId: own,
          IpProtocol: '-1',
        }),
      },
    ],
    ['not-applicable', 'its role is judged by itself', 'blast-radius/role-least-privilege', group()],
    ['not-applicable', 'so are its groups', 'segmentation/no-world-ingress', group()],
  ])('%s: %s', async (outcome, _, control, resources) => {
    expect(await saidOf({ ...service([own]), ...resources }, control)).toBe(outcome);
    expect(await saidOf({ ...service([{ Ref: 'Group' }]), ...resources }, control)).toBe(outcome);
  });

  it('is unknown where one of its groups stands elsewhere', async () => {
    const elsewhere = service([own, { 'Fn::ImportValue': 'Shared' }]);
    expect(await saidOf({ ...elsewhere, ...group(out('10.0.0.0/8')) }, egress)).toBe('unknown');
  });
});
