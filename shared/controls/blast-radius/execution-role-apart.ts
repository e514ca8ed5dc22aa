// What the agent needs to start a task, in the hands of its containers.
// SPDX-License-Identifier: Apache-2.0
import { nameOf } from '../../model/arn.ts';
import type { At } from '../../model/at.ts';
import {
  defineControl,
  evidence,
  fail,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { JsonObject } from '../../model/json.ts';
import { trustOf } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { taskDefinition } from '../examples/workloads.ts';

export const executionRoleApart = defineControl({
  id: 'blast-radius/execution-role-apart',
  title: 'Task role and execution role are separate',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  parameters: noParameters,
  references: { nist: ['4.3.1', '4.4.2'], attack: ['T1078.004', 'T1552.005'] },
  why: 'The execution role pulls images and reads the secrets of the definition, so that the program need not. A task that has it as its own role can read them all again, pull every image and write any log.',
  fix: 'Give the program a task role of its own with what it calls, or none; leave the execution role to the agent.',
  allows: ['a task without a role of its own', 'tasks that need no execution role'],
  response: null,
  judge: ({ roles, platform }) => {
    if (platform !== 'ecs') return notApplicable('judges tasks of ECS');
    const [task, execution] = [named(roles.task), named(roles.execution)];
    if (task === null || execution === null) return notApplicable('the task does not have both roles');
    if (areOne(task.name, execution.name)) {
      const message = 'containers hold the role with which the agent starts the task';
      return fail([evidence(roles.task.path, task.name, 'a role of its own', message)]);
    }
    const open = [task, execution].find(({ why }) => why !== null);
    return open === undefined ? pass : unknown(open.why ?? '');
  },
});

interface Named {
  /** The same words are the same role, whatever a deployment makes of them; null: nothing is known of it. */
  readonly name: string | null;
  /** Why other words may be the same role; null: they are not. */
  readonly why: string | null;
}

/** A role may be given by its ARN or by its name alone (RegisterTaskDefinition), and by `!Ref` or `!GetAtt` of one resource. */
function areOne(task: string | null, execution: string | null): boolean {
  if (task === null || execution === null) return false;
  if (task === execution) return true;
  const arns = [task, execution].filter((one) => one.startsWith('arn:')).length;
  if (arns === 1) return nameOf(task) === nameOf(execution);
  return `${resourceOf(task)}.Arn}` === execution || task === `${resourceOf(execution)}.Arn}`;
}

/** `${Role` of `${Role}`. */
function resourceOf(text: string): string {
  return text.replace(/\}$/, '');
}

function named(role: At<string | null>): Named | null {
  const { path, text, unsettled } = role;
  if (unsettled === undefined) return role.value === null ? null : { name: role.value, why: null };
  // `${Role.Arn}` is one resource of the template; a parameter may name any.
  const isResource = text !== undefined && /^\$\{[^}]+\.Arn\}$/.test(text);
  return { name: text ?? null, why: isResource ? null : `${path} cannot be known: ${unsettled}` };
}

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const withRoles = (taskRoleArn?: string, executionRoleArn?: string) =>
  taskDefinition({ task: { taskRoleArn, executionRoleArn } });

const template = (task: JsonObject, execution: JsonObject): JsonObject => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: trustOf('ecs-tasks.amazonaws.com') },
    },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        ...{ Family: 'shop', TaskRoleArn: task, ExecutionRoleArn: execution, Cpu: '256', Memory: '512' },
        ...{ NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'] },
        Tags: [{ Key: 'seawall.dev/trust', Value: 'high' }],
        ContainerDefinitions: [
          {
            ...{ Name: 'web', Image: 'shop:1', User: '1000', ReadonlyRootFilesystem: true },
            LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'shop' } },
          },
        ],
      },
    },
  },
});

export const examples = (): Examples => ({
  fails: [
    { says: 'one role for both', given: withRoles(role('ecs'), role('ecs')), at: 'taskRoleArn' },
    {
      says: 'the role that the console makes for the agent',
      given: withRoles(role('ecsTaskExecutionRole'), role('ecsTaskExecutionRole')),
      at: 'taskRoleArn',
    },
    {
      says: 'one role, once by its name alone',
      given: withRoles('ecs', role('ecs')),
      at: 'taskRoleArn',
    },
    {
      says: 'one role in a path, by its ARN and by its name',
      given: withRoles(role('apps/ecs'), 'ecs'),
      at: 'taskRoleArn',
    },
    {
      says: 'one resource of a template, by Ref and by its ARN',
      given: template({ Ref: 'Role' }, { 'Fn::GetAtt': ['Role', 'Arn'] }),
      at: 'taskRoleArn',
    },
    {
      says: 'one resource of a template, once in a text',
      given: template({ 'Fn::GetAtt': 'Role.Arn' }, { 'Fn::Sub': `\${Role}` }),
      at: 'taskRoleArn',
    },
  ],
  passes: [
    { says: 'a name beside the ARN of another role', given: withRoles('shop', role('ecs')) },
    { says: 'two names', given: withRoles('shop', 'ecs') },
    { says: 'two roles', given: withRoles(role('shop-web'), role('ecs-execution')) },
    { says: 'names that begin alike', given: withRoles(role('shop'), role('shop-execution')) },
  ],
  notApplicable: [
    { says: 'an execution role alone', given: withRoles(undefined, role('ecs-execution')) },
    { says: 'a task role alone', given: withRoles(role('shop-web')) },
  ],
});
