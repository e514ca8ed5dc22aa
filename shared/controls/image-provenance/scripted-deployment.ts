// Containers deployed by hand.
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../model/call.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import { audit, cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

const calls: ReadonlySet<string> = new Set([
  'ecs:RunTask',
  'ecs:StartTask',
  'ecs:RegisterTaskDefinition',
  'ecs:CreateService',
  'ecs:UpdateService',
  'ecs:CreateTaskSet',
  'ecs:CreateExpressGatewayService',
  'ecs:UpdateExpressGatewayService',
  'ecr:PutImage',
  'ecr-public:PutImage',
]);

const workloads: ReadonlySet<string> = new Set([
  'pods',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
]);

export const scriptedDeployment = defineControl({
  id: 'image-provenance/scripted-deployment',
  title: 'Only delivery pipelines deploy',
  severity: 'high',
  stage: 'stable',
  judges: ['call'],
  comparesWith: ['people.delivery-pipelines'],
  parameters: noParameters,
  references: { nist: ['4.1.5', '4.3.1'], attack: ['T1610', 'T1525', 'T1204.003'] },
  why: 'What a person starts by hand was not built, tested, scanned and signed on the way, and its origin cannot be traced later.',
  fix: 'Let the pipeline deploy the change again from its source. List true pipelines in `people.delivery-pipelines`.',
  allows: [
    'delivery pipelines, workloads, controllers and AWS services (replication, pull-through cache, CloudFormation)',
    'scaling a service or a deployment, and deleting',
    'calls that were denied or failed',
  ],
  response: null,
  judge: (call) => {
    if (!deploys(call)) return notApplicable('the call deploys nothing');
    if (!call.succeeded) return notApplicable('the call was refused');
    const { kind, name, principal } = call.actor;
    if (kind === 'pipeline') return pass;
    if (kind === 'unknown') return unknown('the event does not tell who or what made the call');
    if (kind !== 'person') return notApplicable('judges persons');
    const path = call.kubernetes === null ? 'userIdentity.arn' : 'user.username';
    const message = `${name} deployed by hand: ${call.name} on ${call.target ?? 'something the event does not tell'}`;
    return fail([evidence(path, principal, null, message)]);
  },
});

function deploys(call: CallSubject): boolean {
  if (call.kubernetes !== null) {
    const { resource, subresource } = call.kubernetes;
    const writes = ['create', 'update', 'patch'].includes(call.operation);
    return writes && subresource === null && workloads.has(resource);
  }
  if (!calls.has(`${call.service}:${call.operation}`)) return false;
  return call.operation !== 'UpdateService' || !onlyScales(call);
}

/** Keys of UpdateService that say where and how many, not what (ECS API reference). */
const scaling: ReadonlySet<string> = new Set([
  'cluster',
  'service',
  'desiredCount',
  'availabilityZoneRebalancing',
]);

function onlyScales({ parameters }: CallSubject): boolean {
  if (parameters === null) return false;
  return Object.entries(parameters).every(
    ([key, value]) => scaling.has(key) || value === null || (key === 'forceNewDeployment' && value === false),
  );
}

const policy = { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/github-deploy'] } };
const pipeline = { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/developer'] } };

const update = (change: { [key: string]: string | number | boolean }) =>
  cloudTrail('ecs', 'UpdateService', { requestParameters: { cluster: 'shop', service: 'web', ...change } });

const deployments = {
  resource: 'deployments',
  namespace: 'shop',
  name: 'web',
  apiGroup: 'apps',
  apiVersion: 'v1',
};

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a service gets another definition',
      given: update({ taskDefinition: 'shop-web:42' }),
      policy,
      at: 'userIdentity.arn',
    },
    { says: 'a deployment is patched', given: audit('patch', deployments), policy, at: 'user.username' },
    {
      says: 'an image is pushed from a desk',
      given: cloudTrail('ecr', 'PutImage', {
        requestParameters: { repositoryName: 'shop/web', imageTag: '1.4.3' },
      }),
      policy,
      at: 'userIdentity.arn',
    },
  ],
  passes: [
    { says: 'a delivery pipeline', given: update({ taskDefinition: 'shop-web:42' }), policy: pipeline },
  ],
  unknown: [
    {
      says: 'a caller of whom only the account is told',
      given: cloudTrail('ecs', 'UpdateService', {
        userIdentity: {
          type: 'AWSAccount',
          arn: null,
          principalId: 'AIDACKCEVSQ6C2EXAMPLE',
          sessionContext: null,
        },
        requestParameters: { cluster: 'shop', service: 'web', taskDefinition: 'shop-web:42' },
      }),
      policy,
    },
  ],
  notApplicable: [
    { says: 'a policy that lists no pipelines', given: update({ taskDefinition: 'shop-web:42' }) },
    { says: 'a service is scaled', given: update({ desiredCount: 6 }), policy },
    {
      says: 'CloudFormation deploys',
      given: cloudTrail('ecs', 'UpdateService', {
        userIdentity: { invokedBy: 'cloudformation.amazonaws.com' },
        requestParameters: { cluster: 'shop', service: 'web', taskDefinition: 'shop-web:42' },
      }),
      policy,
    },
    {
      says: 'a controller of the cluster',
      given: audit('create', deployments, {
        user: { username: 'system:serviceaccount:kube-system:deployment-controller', groups: [] },
      }),
      policy,
    },
  ],
});
