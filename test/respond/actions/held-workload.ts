// When actions on workloads leave things as they are.

import { type Case, on } from './held.ts';
import { account, region } from './round-trip.ts';

const role = `arn:aws:iam::${account}:role/web`;
const service = `arn:aws:ecs:${region}:${account}:service/shop/web`;
const task = `arn:aws:ecs:${region}:${account}:task/shop/0123`;
const definition = `arn:aws:ecs:${region}:${account}:task-definition/web`;
const ecsService = (more: object = {}) => ({
  'ecs.DescribeServices': {
    services: [
      { serviceArn: service, status: 'ACTIVE', desiredCount: 2, taskDefinition: `${definition}:2`, ...more },
    ],
  },
});
const knowing = { serviceName: 'web', deployments: [{ id: 'ecs-svc/1', taskDefinition: `${definition}:2` }] };
const runs = (more: object = {}) => ({
  'ecs.DescribeTasks': {
    tasks: [{ taskArn: task, desiredStatus: 'RUNNING', taskDefinitionArn: `${definition}:2`, ...more }],
  },
});
const alone = { ...on('workload', 'ecs', 'web'), instances: [task], cluster: 'shop' };
const entered = on('call', 'ecs', `${task}|${role}`);

export const workloadCases: readonly Case[] = [
  {
    says: 'a Kubernetes workload in no known cluster',
    action: 'stop-workload',
    finding: on('workload', 'kubernetes', 'Deployment/a/b'),
    answers: {},
    by: 'guard-error',
    reason: 'which cluster',
  },
  {
    says: 'a service that is gone',
    action: 'stop-workload',
    finding: on('workload', 'ecs', service),
    answers: ecsService({ status: 'INACTIVE' }),
    by: 'changed-since',
    reason: 'gone',
  },
  {
    says: 'a service scaled to 0',
    action: 'stop-workload',
    finding: on('workload', 'ecs', service),
    answers: ecsService({ desiredCount: 0 }),
    by: 'changed-since',
    reason: 'runs nothing',
  },
  {
    says: 'a service that nobody may read',
    action: 'stop-workload',
    finding: on('workload', 'ecs', service),
    answers: { 'ecs.DescribeServices': 'denied' },
    by: 'guard-error',
    reason: 'denied',
  },
  {
    says: 'a service whose revision passes',
    action: 'stop-workload',
    finding: on('workload', 'ecs', service),
    answers: { ...ecsService(), 'ecs.DescribeTaskDefinition': { taskDefinition: {} } },
    context: { passes: async () => true },
    by: 'changed-since',
    reason: 'passes by itself',
  },
  {
    says: 'a service whose scaling nobody may read',
    action: 'stop-workload',
    finding: on('workload', 'ecs', service),
    answers: ecsService(),
    by: 'guard-error',
    reason: 'DescribeScalableTargets',
  },
  {
    says: 'a judgement that fails',
    action: 'stop-workload',
    finding: on('workload', 'ecs', service),
    answers: { ...ecsService(), 'ecs.DescribeTaskDefinition': { taskDefinition: {} } },
    context: { passes: () => Promise.reject(new Error('cannot judge')) },
    by: 'guard-error',
    reason: 'cannot judge',
  },
  {
    says: 'tasks that ended',
    action: 'stop-workload',
    finding: alone,
    answers: runs({ desiredStatus: 'STOPPED' }),
    by: 'changed-since',
    reason: 'runs any more',
  },
  {
    says: 'a task that a service restarts',
    action: 'stop-workload',
    finding: alone,
    answers: { ...runs({ startedBy: 'ecs-svc/1', group: 'service:web' }), ...ecsService(knowing) },
    by: 'changed-since',
    reason: 'service web',
  },
  {
    says: 'a daemon’s task',
    action: 'stop-workload',
    finding: entered,
    answers: runs({ taskDefinitionArn: definition.replace('task-', 'daemon-task-') }),
    by: 'protected',
    reason: 'daemon',
  },
  {
    says: 'what may be a daemon on managed instances',
    action: 'stop-workload',
    finding: alone,
    answers: runs({ launchType: 'MANAGED_INSTANCES', group: 'agent' }),
    by: 'protected',
    reason: 'daemon',
  },
  {
    says: 'an entered task of a daemon service',
    action: 'stop-workload',
    finding: entered,
    answers: {
      ...runs({ startedBy: 'ecs-svc/1', group: 'service:web' }),
      ...ecsService({ ...knowing, schedulingStrategy: 'DAEMON' }),
    },
    by: 'protected',
    reason: 'daemon service web',
  },
];
