// Names of role sessions that look like a machine's: whoever assumes a role chooses the name, so it changes nothing.
import { expect, it } from 'vitest';
import { listFindings } from '../../../shared/findings/listing.ts';
import { memoryStore } from '../../../shared/findings/memory.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { policyFrom } from '../../support/judging.ts';
import { account, arn, call, deployedOn, minute } from './deployed.ts';

const machines = [
  'i-0123456789abcdef0',
  '0123456789abcdef0123456789abcdef',
  'AWSCodeBuild-3c1a7c5e-9b1d-4f59-8a3e-0d3c2f1b6a77',
  'ecs-service-scheduler',
  'AutoScaling',
  'aws-sdk-js-1700000000000',
  'botocore-session-1700000000',
  'eks-pay-web-7d4b-3c1a7c5e-9b1d-4f59-8a3e-0d3c2f1b6a77',
];

function session(name: string): JsonObject {
  return {
    ...{ type: 'AssumedRole', principalId: `AROAEXAMPLE:${name}`, accountId: account },
    arn: `arn:aws:sts::${account}:assumed-role/developer/${name}`,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/developer`, userName: 'developer' },
      attributes: { mfaAuthenticated: 'false', creationDate: minute(0) },
    },
  };
}

/** Only who is named delivers: what a person does is held against them. */
const policy = policyFrom({
  profile: 'restricted',
  people: { 'delivery-pipelines': [`arn:aws:iam::${account}:role/ci`] },
});
const allowsAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const calls: readonly (readonly [string, JsonObject])[] = [
  [
    'ecs:ExecuteCommand',
    { cluster: 'shop', task: arn('ecs', 'task/shop/1'), command: 'sh', interactive: true },
  ],
  [
    'ecs:RegisterTaskDefinition',
    { family: 'web', containerDefinitions: [{ name: 'web', image: 'web:1', privileged: true }] },
  ],
  ['ecs:UpdateService', { cluster: 'shop', service: 'web', taskDefinition: 'web:1' }],
  ['ecs:RunTask', { cluster: 'shop', taskDefinition: 'web:1' }],
  ['ssm:StartSession', { target: 'i-0123456789abcdef0' }],
  ['iam:CreateAccessKey', { userName: 'kim' }],
  ['iam:PutRolePolicy', { roleName: 'web', policyName: 'all', policyDocument: allowsAll }],
  [
    'ec2:AuthorizeSecurityGroupIngress',
    { groupId: 'sg-1', cidrIp: '0.0.0.0/0', fromPort: 22, toPort: 22, ipProtocol: 'tcp' },
  ],
  ['ecr:PutImage', { repositoryName: 'web', imageTag: '1' }],
  ['eks:CreateAccessEntry', { name: 'pay', principalArn: `arn:aws:iam::${account}:role/x` }],
];

/** The findings that are open after the same calls by a session of this name. */
async function found(name: string): Promise<readonly string[]> {
  const deployed = deployedOn(memoryStore(), {}, policy);
  for (const [index, [operation, requestParameters]] of calls.entries())
    await deployed.send(
      call(operation, index, { userIdentity: session(name), requestParameters }),
      index + 1,
    );
  const view = { now: minute(60), quiet: 7 * 86_400_000, waiver: () => null };
  const findings = await listFindings(deployed.store, view);
  return findings
    .filter(({ status }) => status === 'open')
    .map(({ control, severity, subject }) => `${control} ${severity} ${subject.kind}`)
    .sort();
}

it.each(machines)('a session called %s is a person’s', async (name) => {
  const byKim = await found('kim');
  expect(byKim.length).toBeGreaterThanOrEqual(10);
  expect(await found(name)).toEqual(byKim);
});
