// The resource a step of an escalation path must reach: any of its kind, as an ARN that no pattern spells out.
// SPDX-License-Identifier: Apache-2.0

import { table } from '../../model/table.ts';
import { anyAccount, anyName, anyResourceOf } from './administration.ts';

/**
 * Types of the resources that calls are about (Service Authorization Reference, "Resource types defined by …"); one of them is
 * enough. Left out: the call takes no resource, so that only a star reaches it.
 */
const types: Readonly<Record<string, readonly string[]>> = table({
  apprunner: ['service/*/*'],
  batch: ['job-definition/*', 'job-queue/*'],
  'bedrock-agentcore': [
    'browser/*',
    'browser-custom/*',
    'code-interpreter/*',
    'code-interpreter-custom/*',
    'runtime/*',
  ],
  cloudformation: ['stack/*/*'],
  codebuild: ['project/*'],
  codedeploy: ['application:*', 'deploymentgroup:*/*'],
  ec2: ['instance/*', 'launch-template/*'],
  'ec2-instance-connect': ['ec2 instance/*'],
  ecs: ['task/*/*', 'cluster/*'],
  eks: ['cluster/*', 'access-entry/*/*/*/*/*'],
  glue: ['devEndpoint/*', 'job/*'],
  lambda: ['function:*'],
  sagemaker: ['notebook-instance/*', 'user-profile/*/*'],
  ssm: ['ec2 instance/*', 'ecs task/*/*'],
  states: ['stateMachine:*'],
});

/** ARNs of which any one must be reached by `action`, besides the bare resource that only a star reaches. */
export function anyOf({ kind }: { readonly kind: string }, action: string): readonly string[] {
  const [service = '', call = ''] = action.split(':');
  if (call === 'AssumeRoot') return [`arn:aws:iam::${anyAccount}:root`];
  if (service === 'sts') return [anyIamOf('role')];
  if (service === 'iam') return [anyIamOf(kind === 'becomes' ? becoming(call) : iamType(call))];
  return [anyResourceOf(service), ...(types[service] ?? []).map((type) => anyTyped(service, type))];
}

/** Documents that run whatever they are given; others run what their author wrote (Systems Manager User Guide, "SSM Command document plugin reference"). */
const shells = ['AWS-RunShellScript', 'AWS-RunPowerShellScript', 'AWS-RunRemoteScript', anyName];

/** ARNs of which one must be reached as well, maybe by another statement; none for most calls. */
export function besides(action: string): readonly string[] {
  if (!/^ssm:(?:SendCommand|CreateAssociation)$/.test(action)) return [];
  return shells.map((document) => `arn:aws:ssm:${anyName}:${anyAccount}:document/${document}`);
}

/** `ec2 instance/*`: of another service than the call's. */
function anyTyped(service: string, type: string): string {
  const [first = '', second] = type.split(' ');
  const [owner, resource] = second === undefined ? [service, first] : [first, second];
  return `arn:aws:${owner}:${anyName}:${anyAccount}:${resource.replaceAll('*', anyName)}`;
}

export function anyIamOf(type: string): string {
  return `arn:aws:iam::${anyAccount}:${type}/${anyName}`;
}

function becoming(call: string): string {
  if (call === 'UpdateAssumeRolePolicy') return 'role';
  return call === 'UpdateSAMLProvider' ? 'saml-provider' : 'user';
}

const iamResource = /(InstanceProfile|User|Role|Group|Policy)/;

function iamType(call: string): string {
  if (call === 'AddUserToGroup') return 'group';
  if (call === 'AddRoleToInstanceProfile') return 'instance-profile';
  return (iamResource.exec(call)?.[1] ?? 'role').toLowerCase();
}
