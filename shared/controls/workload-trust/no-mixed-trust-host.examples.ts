// Examples of no-mixed-trust-host: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { Examples } from '../examples/example.ts';
import { instanceId, node } from '../examples/hosts.ts';
import {
  containerHost,
  containerInstance,
  hostedPod,
  hostedTask,
  neighbour,
  nodeName,
  running,
  runningPods,
  taskArn,
} from '../examples/running.ts';

const web = hostedTask('high');

const onInstance = { host: instanceId };

/** The task was made at 9:00 on November 17th. */
const leftAlone: readonly (readonly [says: string, ...others: (string | null)[]])[] = [
  ['a task that was there before: it is shown and not stopped', '2026-11-17T10:00:00.000Z'],
  ['two tasks that were made at once', '2026-11-17T09:00:00.000Z'],
  ['a neighbour that nobody knows the age of', null],
  [
    'one neighbour that is older and one that is newer',
    '2026-11-16T09:00:00.000Z',
    '2026-11-18T09:00:00.000Z',
  ],
];

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a task of high trust beside one of low trust',
      given: web,
      facts: [running([neighbour('blog', 'low')])],
      at: 'containerInstanceArn',
    },
    ...leftAlone.map(([says, ...others]) => ({
      says,
      given: web,
      facts: [running(others.map((createdAt, index) => neighbour(`blog-${index}`, 'low', { createdAt })))],
      at: 'containerInstanceArn',
    })),
    {
      says: 'a task of unknown age, which may be the older one',
      given: hostedTask('high', { createdAt: undefined }),
      facts: [running([neighbour('blog', 'low')])],
      at: 'containerInstanceArn',
    },
    {
      says: 'a pod beside one of another level',
      given: hostedPod('high'),
      facts: [runningPods([neighbour('blog', 'low', { platform: 'kubernetes' })])],
      at: 'spec.nodeName',
    },
    {
      says: 'levels that the policy gives by group',
      given: hostedTask(null),
      facts: [running([neighbour('blog', null, { tags: { team: 'blog' } })])],
      policy: {
        version: 1,
        groups: [
          { name: 'blog', match: { tags: { team: 'blog' } }, trust: 'low' },
          { name: 'rest', match: { platform: 'ecs' }, trust: 'high' },
        ],
      },
      at: 'containerInstanceArn',
    },
    {
      says: 'a host with both',
      given: containerHost(),
      facts: [running([neighbour('a', 'low'), neighbour('b', 'high')], onInstance)],
      at: 'ec2InstanceId',
    },
  ],
  passes: [
    { says: 'one level on the host', given: web, facts: [running([neighbour('cart', 'high')])] },
    {
      says: 'a log collector that is on every host',
      given: web,
      facts: [running([neighbour('logs', 'low', { everyHost: true })])],
    },
    {
      says: 'a neighbour in a sandbox',
      given: hostedPod('high'),
      facts: [runningPods([neighbour('blog', 'low', { platform: 'kubernetes', sandboxed: true })])],
    },
    {
      says: 'a neighbour that declares no level',
      given: web,
      facts: [running([neighbour('tool', null)])],
    },
    {
      says: 'pods of one level',
      given: hostedPod('high'),
      facts: [runningPods([neighbour('cart', 'high', { platform: 'kubernetes' })])],
    },
    {
      says: 'a host of one level',
      given: containerHost(),
      facts: [running([neighbour('a', 'low'), neighbour('b', 'low'), neighbour('c', null)], onInstance)],
    },
  ],
  unknown: [
    { says: 'a host of which nobody knows what it runs', given: web },
    {
      says: 'a neighbour whose tags are not known',
      given: web,
      facts: [running([neighbour('job', null, { tags: null })])],
    },
    { says: 'a task whose own tags are not known', given: hostedTask(null, { tags: undefined }) },
    {
      says: 'a host with a task whose tags are not known',
      given: containerHost(),
      facts: [running([neighbour('a', 'low'), neighbour('b', null, { tags: null })], onInstance)],
    },
    {
      says: 'a container host of which nobody knows the cluster',
      given: node({ Tags: [{ Key: 'AmazonECSManaged', Value: '' }] }),
    },
  ],
  notApplicable: [
    {
      says: 'a task on Fargate',
      given: hostedTask('low', { launchType: 'FARGATE', containerInstanceArn: undefined }),
    },
    {
      says: 'a daemon of ECS, as its service tells',
      given: web,
      facts: [
        running([neighbour('web', 'high', { instance: taskArn, everyHost: true }), neighbour('a', 'low')]),
      ],
    },
    { says: 'a node: its pods are judged', given: node() },
    { says: 'an instance that may run no containers', given: node({ Tags: [] }) },
    { says: 'a pod in a sandbox', given: hostedPod('low', { runtimeClassName: 'kata-qemu' }) },
    { says: 'a pod on Fargate', given: hostedPod('low', { nodeName: `fargate-${nodeName}` }) },
    { says: 'a task that has no host yet', given: hostedTask('low', { containerInstanceArn: undefined }) },
    { says: 'no level declared', given: hostedTask(null, { containerInstanceArn: containerInstance }) },
  ],
});
