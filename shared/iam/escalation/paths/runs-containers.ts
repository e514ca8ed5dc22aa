// Ways by PassRole into containers: tasks, services, jobs, pods and what gives them a role.
// SPDX-License-Identifier: Apache-2.0
import { type EscalationPath, passing } from './types.ts';

const tasks = 'ecs-tasks';
const pods = 'pods.eks';

// RunTask and StartTask may override the task role, so that no definition need be registered (Amazon ECS API Reference,
// TaskOverride); node-type access entries ask for iam:PassRole and give system:node (Amazon EKS User Guide, "Create access entries").
export const runsContainers: readonly EscalationPath[] = [
  passing('ecs', ['RunTask'], 'runs a task (the call may override its task role)', tasks),
  passing('ecs', ['StartTask'], 'starts a task (the call may override its task role)', tasks),
  passing('ecs', ['RegisterTaskDefinition', 'CreateService'], 'runs a service', tasks),
  passing('ecs', ['RegisterTaskDefinition', 'UpdateService'], 'replaces what a service runs', tasks),
  passing('ecs', ['RegisterTaskDefinition', 'CreateTaskSet'], 'adds its own tasks to a service', tasks),
  passing('ecs', ['CreateExpressGatewayService'], 'runs a service', tasks),
  passing('ecs', ['UpdateExpressGatewayService'], 'replaces what a service runs', tasks),
  passing('ecs', ['RegisterDaemonTaskDefinition', 'CreateDaemon'], 'runs a task on every host', tasks),
  passing('eks', ['CreatePodIdentityAssociation'], 'gives pods a role', pods),
  passing('eks', ['UpdatePodIdentityAssociation'], 'gives pods another role', pods),
  passing('eks', ['CreateAccessEntry'], 'makes a role a node of the cluster', 'ec2'),
  passing('eks', ['CreateNodegroup'], 'runs nodes', 'ec2'),
  passing('eks', ['CreateFargateProfile'], 'runs pods on Fargate', 'eks-fargate-pods'),
  passing('batch', ['RegisterJobDefinition', 'SubmitJob'], 'runs a job', tasks),
  passing('apprunner', ['CreateService'], 'runs a container service', 'tasks.apprunner'),
  passing('apprunner', ['UpdateService'], 'gives a container service another role', 'tasks.apprunner'),
  passing('events', ['PutRule', 'PutTargets'], 'starts tasks or calls targets by rule', 'events'),
  passing('pipes', ['CreatePipe'], 'starts tasks or calls targets by pipe'),
  passing('scheduler', ['CreateSchedule'], 'calls any API on a schedule'),
  passing('states', ['CreateStateMachine', 'StartExecution'], 'calls any API from a state machine'),
];
