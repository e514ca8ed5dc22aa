// Containers orchestrated by somebody whom the policy does not list for it.
// SPDX-License-Identifier: Apache-2.0
import { orchestratingActions } from '../../iam/grants/duties.ts';
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
import { matchesAny } from '../../model/glob.ts';
import { audit, cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

/** Beside the decisive calls, those that shape what they run on or take it away. */
const calls: ReadonlySet<string> = new Set([
  ...orchestratingActions,
  'ecs:RegisterTaskDefinition',
  'ecs:DeleteService',
  'ecs:StopTask',
  'ecs:CreateTaskSet',
  'ecs:UpdateTaskSet',
  'ecs:CreateCluster',
  'ecs:UpdateCluster',
  'ecs:DeleteCluster',
  'ecs:PutClusterCapacityProviders',
  'ecs:CreateExpressGatewayService',
  'ecs:UpdateExpressGatewayService',
  'eks:CreateCluster',
  'eks:DeleteCluster',
  'eks:UpdateClusterVersion',
  'eks:UpdateAccessEntry',
  'eks:CreateNodegroup',
  'eks:CreateFargateProfile',
  'eks:CreatePodIdentityAssociation',
  'eks:CreateAddon',
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

export const approvedOrchestrators = defineControl({
  id: 'control-plane/approved-orchestrators',
  title: 'Only listed principals orchestrate containers',
  severity: 'high',
  stage: 'stable',
  judges: ['call'],
  comparesWith: ['people.orchestrators'],
  parameters: noParameters,
  references: { nist: ['4.3.1'], cis: ['CIS EKS 4.1.1'], attack: ['T1078.004', 'T1610', 'T1609'] },
  why: 'Few principals should orchestrate containers. A call by any other is a stolen session or an unintended permission.',
  fix: 'Find out who called and why. Take the right away, or list the principal in `people.orchestrators`.',
  allows: [
    'delivery pipelines and break-glass roles that the policy lists',
    'AWS services, Kubernetes controllers and, within a cluster, service accounts',
    'calls that were denied or failed, and calls that only read',
  ],
  response: 'revoke-sessions',
  judge: (call, { policy: { people } }) => {
    if (!orchestrates(call)) return notApplicable('the call orchestrates nothing');
    if (!call.succeeded) return notApplicable('the call was refused');
    const { kind, principal, arn, name } = call.actor;
    if (kind === 'aws-service' || kind === 'kubernetes-controller')
      return notApplicable('judges principals, not services and controllers');
    if (kind === 'workload' && call.kubernetes !== null)
      return notApplicable('a service account of the cluster: its bindings are judged');
    const listed = [people.orchestrators, people.deliveryPipelines, people.breakGlass].flatMap(
      (list) => list ?? [],
    );
    if ([principal, arn].some((one) => one !== null && matchesAny(listed, one))) return pass;
    if (principal === null) return unknown('the event does not tell who called');
    const message = `${name}, whom the policy does not list, called ${call.name}`;
    const path = call.kubernetes === null ? 'userIdentity.arn' : 'user.username';
    return fail([evidence(path, principal, [...(people.orchestrators ?? [])], message)]);
  },
});

function orchestrates(call: CallSubject): boolean {
  if (call.kubernetes === null) return calls.has(`${call.service}:${call.operation}`);
  const { resource, subresource } = call.kubernetes;
  return !call.readOnly && subresource === null && workloads.has(resource);
}

const policy = {
  version: 1,
  people: {
    orchestrators: ['arn:aws:iam::*:role/deploy-*', 'dana@acme.test'],
    'break-glass': ['arn:aws:iam::*:role/break-glass'],
  },
};

const update = (role: string) =>
  cloudTrail('ecs', 'UpdateService', {
    userIdentity: {
      arn: `arn:aws:sts::111122223333:assumed-role/${role}/kim`,
      sessionContext: { sessionIssuer: { arn: `arn:aws:iam::111122223333:role/${role}`, userName: role } },
    },
    requestParameters: { cluster: 'shop', service: 'web', desiredCount: 0 },
  });

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
      says: 'a service updated by a role that is not listed',
      given: update('developer'),
      policy,
      at: 'userIdentity.arn',
    },
    { says: 'a deployment changed by hand', given: audit('patch', deployments), policy, at: 'user.username' },
  ],
  passes: [
    { says: 'a listed role', given: update('deploy-web'), policy },
    { says: 'break-glass', given: update('break-glass'), policy },
    {
      says: 'a listed user of the cluster',
      given: audit('patch', deployments, { user: { username: 'dana@acme.test', groups: [] } }),
      policy,
    },
  ],
  notApplicable: [
    { says: 'a policy that lists nobody', given: update('developer') },
    {
      says: 'a controller',
      given: audit('update', deployments, {
        user: { username: 'system:serviceaccount:kube-system:deployment-controller', groups: [] },
      }),
      policy,
    },
    {
      says: 'a call that was denied',
      given: cloudTrail('ecs', 'RunTask', { errorCode: 'AccessDenied', requestParameters: null }),
      policy,
    },
  ],
});
