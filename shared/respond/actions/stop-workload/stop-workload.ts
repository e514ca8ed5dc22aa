// stop-workload: acts on the cause. A service goes back to a good revision; what stands alone or was entered is stopped.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../../model/finding.ts';
import { endsAny, gatherWorkloads } from '../../evidence/workloads.ts';
import type { ActionContext } from '../../planning/action.ts';
import { defineAction } from '../../planning/define-action.ts';
import { hold, type Plan, type Planning } from '../../planning/planning.ts';
import { serviceNamed } from '../../platform/ecs-running.ts';
import { enteredTasks } from './entered.ts';
import { planKubernetes } from './kubernetes.ts';
import { planOffline } from './offline.ts';
import { planService } from './service.ts';
import { planTasks } from './tasks.ts';

export const stopWorkload = defineAction({
  name: 'stop-workload',
  group: 'workloads',
  restores: null,
  permissions: [
    'ecs:DescribeServices',
    'ecs:DescribeTasks',
    'ecs:DescribeTaskDefinition',
    'ecs:ListTaskDefinitions',
    'ecs:ListServiceDeployments',
    'ecs:DescribeServiceDeployments',
    'ecs:DescribeServiceRevisions',
    'application-autoscaling:DescribeScalableTargets',
    'eks:DescribeCluster',
    'kubernetes:readAppsV1NamespacedDeployment',
    'kubernetes:patchAppsV1NamespacedDeployment',
    'kubernetes:readAppsV1NamespacedStatefulSet',
    'kubernetes:patchAppsV1NamespacedStatefulSet',
    'kubernetes:readAppsV1NamespacedDaemonSet',
    'kubernetes:readAppsV1NamespacedReplicaSet',
    'kubernetes:listAppsV1NamespacedReplicaSet',
    'kubernetes:patchAppsV1NamespacedReplicaSet',
    'kubernetes:listAppsV1NamespacedControllerRevision',
    'kubernetes:readBatchV1NamespacedJob',
    'kubernetes:patchBatchV1NamespacedJob',
    'kubernetes:readBatchV1NamespacedCronJob',
    'kubernetes:patchBatchV1NamespacedCronJob',
    'kubernetes:readCoreV1NamespacedPod',
    'kubernetes:deleteCoreV1NamespacedPod',
    'kubernetes:createCoreV1NamespacedPodEviction',
    'kubernetes:listPolicyV1NamespacedPodDisruptionBudget',
    'kubernetes:readNetworkingV1NamespacedNetworkPolicy',
    'kubernetes:listNetworkingV1NamespacedNetworkPolicy',
    'kubernetes:createNetworkingV1NamespacedNetworkPolicy',
    'kubernetes:deleteNetworkingV1NamespacedNetworkPolicy',
  ],
  grants: [
    {
      allows: [
        'ecs:ContinueServiceDeployment',
        'ecs:StopServiceDeployment',
        'ecs:StopTask',
        'ecs:UpdateService',
      ],
      on: ['ecs:service/*', 'ecs:service-deployment/*', 'ecs:task/*'],
    },
    {
      allows: ['iam:PassRole'],
      on: ['iam:role/*'],
      where: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      why: "A service that goes back to a revision hands that revision's roles on.",
    },
    {
      allows: ['application-autoscaling:RegisterScalableTarget'],
      on: ['application-autoscaling:scalable-target/*'],
      why: 'Application Auto Scaling tries, as the caller, what it will do to the service.',
    },
    { allows: ['ecs:DescribeServices'], on: ['ecs:service/*'] },
    {
      allows: ['logs:GetLogEvents'],
      on: ['logs:log-group:*'],
      why: 'Evidence: the last lines of what is stopped, in a session narrowed to one log stream.',
    },
  ],
  reversible:
    'a service gets its former revision, count and scaling back, an owner of pods its template or replicas, a Job goes on; a stopped task or pod is not started again',
  limits:
    'Daemons, static pods, and services deployed by CodeDeploy or an external controller, are left alone. A service, Deployment or StatefulSet goes back to the newest older revision that passes, of the last 20; where none does, it is scaled to 0 only if people approve or the policy says so (`last-resort: quarantine` cuts pods off by a NetworkPolicy in its stead, where no other policy admits anything for them and the cluster enforces policies). A service that deploys blue/green serves the bad revision until the good one took over. Pods are evicted within their disruption budget, deleted past it only if people approve. Kinds of operators are left to their operators; what names one as its owner is stopped if people approve. Where what a finding is kept on passes, those tasks and pods of it are stopped that do not. At most the 20 newest that the finding names are stopped.',
  evidence: {
    permissions: [
      'ec2:DescribeNetworkInterfaces',
      'logs:GetLogEvents',
      'kubernetes:readCoreV1NamespacedPodLog',
    ],
    isNeeded: endsAny,
    gather: gatherWorkloads,
  },
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, planning: Planning, context: ActionContext): Promise<Plan> {
  const { subject } = finding;
  if (subject.platform !== 'ecs') return planKubernetes(finding, planning, context);
  if (subject.kind === 'call') {
    const tasks = enteredTasks(finding);
    if (tasks.length === 0) hold('guard-error', 'the event does not name the task that was entered');
    return planTasks(finding, tasks, planning);
  }
  const service = serviceNamed(subject.id);
  if (service !== null) return planService(service, finding, planning, context);
  return planTasks(finding, finding.instances, planning);
}
