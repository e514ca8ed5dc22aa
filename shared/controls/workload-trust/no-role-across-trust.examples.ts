// Examples of no-role-across-trust: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0

import type { RunningWorkload } from '../../model/running.ts';
import { roleDetails, trustOf as trustPolicy } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { hostedPod, hostedTask, neighbour, running, runningPods, taskArn } from '../examples/running.ts';
import { ec2TaskDefinition, ecsService } from '../examples/workloads.ts';

const everywhere = { cluster: null, host: null };

const users = (...workloads: RunningWorkload[]) => [running(workloads, { ...everywhere, region: null })];

const role = roleDetails(trustPolicy('ecs-tasks.amazonaws.com'));

const sameRole = { role: 'arn:aws:iam::111122223333:role/shop-web-task' };

const sameGroup = { securityGroups: ['sg-0123456789abcdef0'] };

const registered = ec2TaskDefinition({
  task: { taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:7' },
});

const unknownTags = { ...sameRole, tags: null };

/** A pod that may talk to the API server. */
const mounted = (serviceAccountName = 'web') =>
  hostedPod('high', { nodeName: undefined, automountServiceAccountToken: true, serviceAccountName });

const pods = (trust: string, change: Partial<RunningWorkload> = {}) => [
  runningPods([neighbour('blog', trust, { platform: 'kubernetes', serviceAccount: 'web', ...change })], {
    host: null,
  }),
];

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a definition with the role of a workload of low trust',
      given: registered,
      facts: [running([neighbour('blog', 'low', sameRole)], everywhere)],
      at: 'taskRoleArn',
    },
    {
      says: 'a service in the security group of another level',
      given: ecsService({ service: { tags: [{ key: 'seawall.dev/trust', value: 'high' }] } }),
      facts: [running([neighbour('blog', 'low', sameGroup)], everywhere)],
      at: 'networkConfiguration.awsvpcConfiguration.securityGroups',
    },
    {
      says: 'a task in the security group of its service, which another level has too',
      given: hostedTask('high'),
      facts: [
        running(
          [
            neighbour('job', 'high', { securityGroups: ['sg-1'] }),
            neighbour('blog', 'low', sameGroup),
            neighbour('web', 'high', { ...sameGroup, instance: taskArn }),
          ],
          everywhere,
        ),
      ],
      at: 'attachments',
    },
    {
      says: 'a service account of two levels',
      given: mounted(),
      facts: pods('low'),
      at: 'spec.serviceAccountName',
    },
    {
      says: 'a role that serves two levels',
      given: role,
      facts: users(neighbour('a', 'low', sameRole), neighbour('b', 'high', sameRole)),
      at: 'RoleDetailList[0].AssumeRolePolicyDocument',
    },
  ],
  passes: [
    {
      says: 'a role of one level',
      given: registered,
      facts: [running([neighbour('cart', 'high', sameRole), neighbour('blog', 'low')], everywhere)],
    },
    {
      says: 'a workload that declares no level with the same role',
      given: registered,
      facts: [running([neighbour('tool', null, sameRole)], everywhere)],
    },
    {
      says: 'a workload of low trust that has no role at all',
      given: registered,
      facts: [running([neighbour('blog', 'low', { role: null, tags: null })], everywhere)],
    },
    {
      says: 'a service account of the same name in another namespace',
      given: mounted(),
      facts: pods('low', { namespace: 'blog' }),
    },
    {
      says: 'another service account of the namespace',
      given: mounted(),
      facts: pods('low', { serviceAccount: 'blog' }),
    },
    {
      says: 'a role that one level uses',
      given: role,
      facts: users(
        neighbour('a', 'low', sameRole),
        neighbour('b', 'high'),
        neighbour('c', null, { tags: null }),
      ),
    },
  ],
  unknown: [
    { says: 'nobody knows what else runs', given: registered },
    {
      says: 'a service with a security group of its own, whose role is not known',
      given: ecsService({ service: { tags: [{ key: 'seawall.dev/trust', value: 'high' }] } }),
      facts: [
        running(
          [neighbour('blog', 'low', { securityGroups: ['sg-1'] }), neighbour('job', 'low')],
          everywhere,
        ),
      ],
    },
    { says: 'a task whose own tags are not known', given: hostedTask(null, { tags: undefined }) },
    {
      says: 'another with the role whose tags are not known',
      given: registered,
      facts: [running([neighbour('job', null, unknownTags)], everywhere)],
    },
    { says: 'a role whose users nobody knows', given: role },
    {
      says: 'a role with a user whose tags are not known',
      given: role,
      facts: users(neighbour('a', 'low', sameRole), neighbour('job', null, unknownTags)),
    },
  ],
  notApplicable: [
    { says: 'no level declared', given: hostedTask(null) },
    { says: 'the account `default`, which others have too', given: mounted('default') },
    { says: 'a role that nobody uses', given: role, facts: users(neighbour('blog', 'low')) },
    { says: 'a role for Lambda', given: roleDetails(trustPolicy('lambda.amazonaws.com')) },
    { says: 'a pod whose token is not mounted', given: hostedPod('high', { nodeName: undefined }) },
  ],
});
