// Examples of untrusted-isolated: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { Examples } from '../examples/example.ts';
import { hostedPod, hostedTask, neighbour, running, runningPods, taskArn } from '../examples/running.ts';

const settings = (parameters: JsonObject) => ({
  version: 1,
  controls: { 'workload-trust/untrusted-isolated': { parameters } },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a task beside one that declares no level',
      given: hostedTask('low'),
      facts: [running([neighbour('tool', null)])],
      at: 'containerInstanceArn',
    },
    {
      says: 'a pod that tolerates the taint and may run anywhere else too',
      given: hostedPod('low', { tolerations: [{ key: 'tier', value: 'low' }] }),
      facts: [runningPods([neighbour('cart', 'high', { platform: 'kubernetes' })])],
      at: 'spec.nodeName',
      alsoFails: ['workload-trust/no-mixed-trust-host'],
    },
  ],
  passes: [
    { says: 'Fargate', given: hostedTask('low', { launchType: 'FARGATE', containerInstanceArn: undefined }) },
    { says: 'among its like', given: hostedTask('low'), facts: [running([neighbour('blog', 'low')])] },
    {
      says: 'dedicated nodes',
      given: hostedPod('low', {
        tolerations: [{ key: 'tier', value: 'low' }],
        nodeSelector: { tier: 'low' },
      }),
    },
    { says: 'a sandbox', given: hostedPod('low', { runtimeClassName: 'gvisor' }) },
    {
      says: 'a sandbox that the parameter names',
      given: hostedPod('low', { runtimeClassName: 'firecracker' }),
      policy: settings({ 'runtime-classes': ['firecracker'] }),
    },
    {
      says: 'among all levels that the parameter names',
      given: hostedTask('public'),
      facts: [running([neighbour('blog', 'low'), neighbour('web', 'high', { instance: taskArn })])],
      policy: settings({ levels: ['Low', 'Public'] }),
      alsoFails: ['workload-trust/no-mixed-trust-host'],
    },
    {
      says: 'add-ons of the cluster and daemons beside it',
      given: hostedPod('low'),
      facts: [
        runningPods([
          neighbour('coredns', null, { platform: 'kubernetes', namespace: 'kube-system' }),
          neighbour('logs', null, { platform: 'kubernetes', everyHost: true }),
        ]),
      ],
    },
  ],
  unknown: [
    { says: 'a host of which nobody knows what it runs', given: hostedTask('low') },
    { says: 'a task whose own tags are not known', given: hostedTask(null, { tags: undefined }) },
    {
      says: 'a neighbour whose tags are not known',
      given: hostedTask('low'),
      facts: [running([neighbour('blog', 'low'), neighbour('job', null, { tags: null })])],
    },
  ],
  notApplicable: [
    { says: 'high trust', given: hostedTask('high') },
    { says: 'no level declared', given: hostedTask(null) },
    { says: 'a task that has no host yet', given: hostedTask('low', { containerInstanceArn: undefined }) },
  ],
});
