// Facts read over the wire from an emulated AWS: `moto_server -p 5000`, then SEAWALL_MOTO_URL=http://localhost:5000.

import { CreateSecurityGroupCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand, ECRClient, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import { awsApi } from '../../shared/gather/aws.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { retrying } from '../../shared/gather/retry.ts';
import type { FactAnswer, FactName } from '../../shared/model/facts.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
const region = 'eu-west-1';
// Moto's own account; moto takes any credentials.
const account = '123456789012';
const here = { account, region };
const document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::shop/100% sure+*' }],
};
const pullers = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'pull', Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'] }],
};
const text = JSON.stringify(document);
const name = `seawall-${Date.now()}`;

function answered<F extends FactName>(answer: FactAnswer<F>) {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.reason}`);
  return answer.value;
}

describe.skipIf(endpoint === undefined)('facts over moto', () => {
  const facts = createFacts(
    retrying(awsApi({ endpoint: endpoint ?? '', region }), {
      now: Date.now,
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      random: Math.random,
      attempts: 3,
      eventAt: null,
      notFoundFor: 0,
    }),
  );
  const config = { endpoint: endpoint ?? '', region };
  const iam = new IAMClient(config);
  const ecs = new ECSClient(config);
  const ecr = new ECRClient(config);
  const ec2 = new EC2Client(config);
  let policyArn = '';

  beforeAll(async () => {
    process.env.AWS_ACCESS_KEY_ID = 'test';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
    const created = await iam.send(
      new CreatePolicyCommand({
        PolicyName: name,
        PolicyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
      }),
    );
    policyArn = created.Policy?.Arn ?? '';
    await iam.send(
      new CreatePolicyVersionCommand({ PolicyArn: policyArn, PolicyDocument: text, SetAsDefault: true }),
    );
  });

  it('reads a task definition with its tags, and does not find one that is not there', async () => {
    const containerDefinitions = [{ name: 'web', image: 'nginx:1', privileged: true, memory: 128 }];
    const tags = [{ key: 'team', value: 'shop' }];
    await ecs.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions, tags }));
    const found = answered(await facts.get({ fact: 'task-definition', ...here, name: `${name}:1` }));
    expect(found).toMatchObject({ definition: { family: name, revision: 1, containerDefinitions }, tags });
    const missing = await facts.get({ fact: 'task-definition', ...here, name: `${name}-ghost` });
    expect(missing).toMatchObject({ ok: false, code: 'not-found' });
  });

  it('reads a role with its inline and managed policies, decoded', async () => {
    await iam.send(new CreateRoleCommand({ RoleName: name, Path: '/app/', AssumeRolePolicyDocument: text }));
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'inline', PolicyDocument: text }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: policyArn }));
    const arn = `arn:aws:iam::${account}:role/app/${name}`;
    expect(answered(await facts.get({ fact: 'principal', ...here, arn }))).toMatchObject({
      arn,
      path: '/app/',
      complete: true,
      trust: { value: document },
      policies: [
        { name: 'inline', arn: null, document },
        { name, arn: policyArn, document },
      ],
    });
    expect(answered(await facts.get({ fact: 'policy-document', ...here, arn: policyArn }))).toEqual(document);
    expect(await facts.get({ fact: 'principal', ...here, arn: 'ghost' })).toMatchObject({
      code: 'not-found',
    });
    const elsewhere = await facts.get({ fact: 'principal', ...here, account: '999988887777', arn: name });
    expect(elsewhere).toMatchObject({ code: 'denied' });
  });

  it('reads a user with its groups and keys', async () => {
    await iam.send(new CreateUserCommand({ UserName: name }));
    await iam.send(new CreateGroupCommand({ GroupName: name }));
    await iam.send(new PutGroupPolicyCommand({ GroupName: name, PolicyName: 'g', PolicyDocument: text }));
    await iam.send(new AddUserToGroupCommand({ GroupName: name, UserName: name }));
    await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    const user = answered(
      await facts.get({ fact: 'principal', ...here, arn: `arn:aws:iam::${account}:user/${name}` }),
    );
    expect(user).toMatchObject({ groups: [name], policies: [{ name: 'g', document }] });
    expect(user.credentials.map(({ type, status }) => [type, status])).toEqual([['access-key', 'Active']]);
  });

  it('reads a repository without and with a policy', async () => {
    await ecr.send(new CreateRepositoryCommand({ repositoryName: name, imageTagMutability: 'IMMUTABLE' }));
    const bare = answered(await facts.get({ fact: 'repository', ...here, name }));
    expect(bare).toMatchObject({ policy: { value: null }, tagMutability: { value: 'IMMUTABLE' } });
    await ecr.send(
      new SetRepositoryPolicyCommand({
        repositoryName: name,
        policyText: JSON.stringify(pullers),
      }),
    );
    const open = answered(await facts.get({ fact: 'repository', ...here, name }));
    expect(open.policy.value).toEqual(pullers);
    expect(await facts.get({ fact: 'repository', ...here, name: 'ghost' })).toMatchObject({
      code: 'not-found',
    });
  });

  it('reads a cluster, and does not find a task', async () => {
    await ecs.send(
      new CreateClusterCommand({
        clusterName: name,
        settings: [{ name: 'containerInsights', value: 'enabled' }],
      }),
    );
    const cluster = answered(await facts.get({ fact: 'cluster', ...here, platform: 'ecs', name }));
    expect(cluster).toMatchObject({ name, containerInsights: { value: 'enabled' } });
    const task = { fact: 'task', ...here, cluster: name, name: '0123456789abcdef0123456789abcdef' } as const;
    expect(await facts.get(task)).toMatchObject({ ok: false, code: 'not-found' });
  });

  it('reads a host and a security group', async () => {
    const run = await ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12c6146b',
        MinCount: 1,
        MaxCount: 1,
        MetadataOptions: { HttpTokens: 'required' },
      }),
    );
    const instanceId = run.Instances?.[0]?.InstanceId ?? '';
    const host = answered(await facts.get({ fact: 'host', ...here, instanceId }));
    expect(host).toMatchObject({ instanceId, httpTokens: { value: 'required' }, account });
    const group = await ec2.send(new CreateSecurityGroupCommand({ GroupName: name, Description: 'x' }));
    const found = await facts.get({ fact: 'security-group', ...here, groupId: group.GroupId ?? '' });
    expect(answered(found)).toMatchObject({ name, ingress: { value: [] } });
    expect(await facts.get({ fact: 'host', ...here, instanceId: 'i-0123456789abcdef0' })).toMatchObject({
      code: 'not-found',
    });
    expect(
      await facts.get({ fact: 'security-group', ...here, groupId: 'sg-0123456789abcdef0' }),
    ).toMatchObject({ code: 'not-found' });
  });
});
