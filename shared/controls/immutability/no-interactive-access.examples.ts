// Examples of no-interactive-access: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import { audit, cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { falcoAlert } from '../examples/threats.ts';
import { ecsTask, taskDefinition } from '../examples/workloads.ts';

const webPod = { resource: 'pods', namespace: 'shop', name: 'web-7d4b9c6f5-x2x8p', apiVersion: 'v1' };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'Falco sees a shell in a container',
      given: falcoAlert('Terminal shell in container', 'Notice'),
      at: 'rule',
      severity: 'high',
    },
    {
      says: 'ECS Exec',
      given: cloudTrail('ecs', 'ExecuteCommand', {
        requestParameters: {
          cluster: 'shop',
          command: 'HIDDEN_DUE_TO_SECURITY_REASONS',
          interactive: true,
          task: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123456789abcdef0123456789abcdef',
        },
      }),
      at: 'requestParameters.task',
      alsoFails: [],
    },
    {
      says: 'an SSM session into a task',
      given: cloudTrail('ssm', 'StartSession', {
        requestParameters: {
          target: 'ecs:shop_0123456789abcdef0123456789abcdef_0123456789abcdef0123456789abcdef-3935363592',
        },
      }),
      at: 'requestParameters.target',
    },
    {
      says: 'kubectl exec, which some clients send as get',
      given: audit('get', { ...webPod, subresource: 'exec' }, { responseStatus: { code: 101 } }),
      at: 'objectRef.subresource',
    },
    {
      says: 'an SSM session into a task, taken up again',
      given: cloudTrail('ssm', 'ResumeSession', {
        requestParameters: {
          target: 'ecs:shop_0123456789abcdef0123456789abcdef_0123456789abcdef0123456789abcdef-3935363592',
        },
      }),
      at: 'requestParameters.target',
    },
    {
      says: 'kubectl debug puts a container into a pod',
      given: audit('patch', { ...webPod, subresource: 'ephemeralcontainers' }),
      at: 'objectRef.subresource',
    },
    {
      says: 'a running task with ECS Exec on: a door, not an entry',
      given: ecsTask({ enableExecuteCommand: true }),
      at: 'enableExecuteCommand',
      severity: 'low',
    },
    {
      says: 'kubectl port-forward',
      given: audit('create', { ...webPod, subresource: 'portforward' }),
      at: 'objectRef.subresource',
    },
  ],
  passes: [
    { says: 'a running task with ECS Exec off', given: ecsTask({ enableExecuteCommand: false }) },
    {
      says: 'an AWS service calls',
      given: cloudTrail('ecs', 'ExecuteCommand', {
        userIdentity: {
          type: 'AWSService',
          arn: undefined,
          sessionContext: undefined,
          invokedBy: 'ecs.amazonaws.com',
        },
        requestParameters: { cluster: 'shop', task: 'a1b2' },
      }),
    },
    {
      says: 'a system component',
      given: audit(
        'create',
        { ...webPod, subresource: 'exec' },
        {
          user: {
            username: 'system:node:ip-10-0-1-7.eu-central-1.compute.internal',
            groups: ['system:nodes'],
          },
        },
      ),
    },
  ],
  notApplicable: [
    { says: 'a definition, which runs nothing', given: taskDefinition() },
    {
      says: 'an SSM session with a host, which is another control’s',
      given: cloudTrail('ssm', 'StartSession', { requestParameters: { target: 'i-0123456789abcdef0' } }),
    },
    {
      says: 'an SSM session of which nothing is told',
      given: cloudTrail('ssm', 'StartSession', { requestParameters: null }),
    },
    {
      says: 'another call that names such a target',
      given: cloudTrail('ssm', 'SendCommand', { requestParameters: { target: 'ecs:shop_0123_0123' } }),
    },
    {
      says: 'a refused call',
      given: audit(
        'create',
        { ...webPod, subresource: 'exec' },
        { responseStatus: { code: 403 }, annotations: { 'authorization.k8s.io/decision': 'forbid' } },
      ),
    },
  ],
});
