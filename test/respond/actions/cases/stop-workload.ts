// What stop-workload plans, and when it leaves things alone.
import { arn, casesOf, inShop, on } from '../cases.ts';
import { account, region } from '../round-trip.ts';

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
const alone = { ...on('workload', 'ecs', 'web'), instances: [task], cluster: 'shop' };
const runs = (more: object = {}) => ({
  'ecs.DescribeTasks': {
    tasks: [{ taskArn: task, desiredStatus: 'RUNNING', taskDefinitionArn: `${definition}:2`, ...more }],
  },
});
const knowing = { serviceName: 'web', deployments: [{ id: 'ecs-svc/1', taskDefinition: `${definition}:2` }] };
const role = `arn:aws:iam::${account}:role/web`;
const entered = on('call', 'ecs', `${task}|${role}`);

const taskById = arn('ecs', 'task/shop/0123456789abcdef0123456789abcdef');
const user = `arn:aws:iam::${account}:user/kim`;

export const cases = casesOf('stop-workload', {
  offline: [
    {
      finding: on('workload', 'ecs', arn('ecs', 'service/shop/web')),
      calls: [['UpdateService', { cluster: 'shop' }]],
    },
    {
      finding: { ...on('workload', 'ecs', 'job'), instances: [taskById] },
      calls: [['StopTask', { task: taskById }]],
    },
    { finding: on('call', 'ecs', `${taskById}|${user}`), calls: [['StopTask', { task: taskById }]] },
    {
      finding: on('call', 'ecs', `ecs:shop_0123456789abcdef0123456789abcdef_0123-45|${user}`),
      calls: [['StopTask', { task: taskById }]],
    },
    {
      finding: inShop('Deployment/shop/web'),
      calls: [['patchAppsV1NamespacedDeployment', { cluster: 'shop', namespace: 'shop', name: 'web' }]],
    },
    { finding: inShop('StatefulSet/shop/db'), calls: [['patchAppsV1NamespacedStatefulSet', { name: 'db' }]] },
    { finding: inShop('Job/shop/night'), calls: [['patchBatchV1NamespacedJob', { name: 'night' }]] },
    { finding: inShop('CronJob/shop/night'), calls: [['patchBatchV1NamespacedCronJob', { name: 'night' }]] },
    { finding: inShop('Pod/shop/debug'), calls: [['createCoreV1NamespacedPodEviction', { name: 'debug' }]] },
    { finding: inShop('DaemonSet/shop/agent'), calls: [] },
    {
      finding: { ...on('call', 'kubernetes', 'shop:Pod/shop/web-0|kim'), cluster: 'shop' },
      calls: [['createCoreV1NamespacedPodEviction', { cluster: 'shop', namespace: 'shop', name: 'web-0' }]],
    },
    { finding: on('call', 'kubernetes', 'shop:Node/default/n1|kim'), calls: [] },
  ],
  held: [
    {
      says: 'a Kubernetes workload in no known cluster',
      finding: on('workload', 'kubernetes', 'Deployment/a/b'),
      answers: {},
      by: 'guard-error',
      reason: 'which cluster',
    },
    {
      says: 'a service that is gone',
      finding: on('workload', 'ecs', service),
      answers: ecsService({ status: 'INACTIVE' }),
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'a service scaled to 0',
      finding: on('workload', 'ecs', service),
      answers: ecsService({ desiredCount: 0 }),
      by: 'changed-since',
      reason: 'runs nothing',
    },
    {
      says: 'a service that nobody may read',
      finding: on('workload', 'ecs', service),
      answers: { 'ecs.DescribeServices': 'denied' },
      by: 'guard-error',
      reason: 'denied',
    },
    {
      says: 'a service whose revision passes',
      finding: on('workload', 'ecs', service),
      answers: { ...ecsService(), 'ecs.DescribeTaskDefinition': { taskDefinition: {} } },
      context: { passes: async () => true },
      by: 'changed-since',
      reason: 'passes by itself',
    },
    {
      says: 'a service whose scaling nobody may read',
      finding: on('workload', 'ecs', service),
      answers: ecsService(),
      by: 'guard-error',
      reason: 'DescribeScalableTargets',
    },
    {
      says: 'a judgement that fails',
      finding: on('workload', 'ecs', service),
      answers: { ...ecsService(), 'ecs.DescribeTaskDefinition': { taskDefinition: {} } },
      context: { passes: () => Promise.reject(new Error('cannot judge')) },
      by: 'guard-error',
      reason: 'cannot judge',
    },
    {
      says: 'tasks that ended',
      finding: alone,
      answers: runs({ desiredStatus: 'STOPPED' }),
      by: 'changed-since',
      reason: 'runs any more',
    },
    {
      says: 'a task that a service restarts',
      finding: alone,
      answers: { ...runs({ startedBy: 'ecs-svc/1', group: 'service:web' }), ...ecsService(knowing) },
      by: 'changed-since',
      reason: 'service web',
    },
    {
      says: 'a daemon’s task',
      finding: entered,
      answers: runs({ taskDefinitionArn: definition.replace('task-', 'daemon-task-') }),
      by: 'protected',
      reason: 'daemon',
    },
    {
      says: 'what may be a daemon on managed instances',
      finding: alone,
      answers: runs({ launchType: 'MANAGED_INSTANCES', group: 'agent' }),
      by: 'protected',
      reason: 'daemon',
    },
    {
      says: 'an entered task of a daemon service',
      finding: entered,
      answers: {
        ...runs({ startedBy: 'ecs-svc/1', group: 'service:web' }),
        ...ecsService({ ...knowing, schedulingStrategy: 'DAEMON' }),
      },
      by: 'protected',
      reason: 'daemon service web',
    },
  ],
});
