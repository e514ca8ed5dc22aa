// Workloads that share a role, or have none and use their host's.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, fail, noParameters, notApplicable, pass } from '../../model/control.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Principal } from '../../model/principal.ts';
import type { Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { ec2TaskDefinition, taskDefinition } from '../examples/workloads.ts';

export const dedicatedRole = defineControl({
  id: 'blast-radius/dedicated-role',
  title: 'Each workload has a role of its own',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload', 'principal'],
  platforms: ['ecs', 'iam'],
  parameters: noParameters,
  references: { nist: ['4.3.1', '4.5.3'], attack: ['T1552.005', 'T1078.004'] },
  why: 'A shared role holds the rights that all its users need. A task without a role can get the host’s role from the metadata service.',
  fix: 'Give the workload a task role with the rights it needs, an empty one where it needs none; keep tasks off the metadata service.',
  allows: [
    'tasks on Fargate, which have no host to fall back to',
    'tasks whose definition does not say where they run',
    'hosts that policy says keep containers off the metadata service (`hosts.imds-blocked`)',
    'roles of which nothing tells who uses them',
  ],
  response: null,
  judge: (subject, { policy }) =>
    subject.kind === 'workload' ? ofWorkload(subject, policy) : ofRole(subject),
});

/** ECS Developer Guide, "Amazon ECS task IAM role": containers on EC2 can reach the credentials of the instance. */
function ofWorkload(
  { launchTypes, roles, network, family, name }: Workload,
  { hosts }: PolicyView,
): Judgement {
  const types = launchTypes.value;
  if (!types.includes('ec2') || types.includes('fargate'))
    return notApplicable('the workload is not known to run on EC2 instances');
  if (roles.task.value !== null) return pass;
  if (hosts.imdsBlocked) return notApplicable('containers are kept off the metadata service');
  if (network.mode.value === 'none') return notApplicable('the workload has no network');
  const message = `${family ?? name} has no role of its own: its containers can use that of the host`;
  return fail([evidence(roles.task.path, null, 'a task role', message)]);
}

/** `usedBy` names instances, families or pods: instances share a role by design. */
function ofRole({ type, usedBy, name }: Principal): Judgement {
  if (type !== 'role') return notApplicable('judges roles');
  const workloads = [...new Set(usedBy)].filter((user) => !user.startsWith('i-'));
  if (workloads.length === 0) return notApplicable('the workloads that use the role are not known');
  if (workloads.length === 1) return pass;
  const shown = workloads.slice(0, 5).join(', ');
  return fail([
    evidence('usedBy', workloads, null, `${name} serves ${workloads.length} workloads: ${shown}`),
  ]);
}

const without = { taskRoleArn: undefined };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a definition for EC2 without a task role',
      given: ec2TaskDefinition({ task: without }),
      at: 'taskRoleArn',
    },
    {
      says: 'the same in bridge mode',
      given: ec2TaskDefinition({ task: { ...without, networkMode: 'bridge' } }),
      at: 'taskRoleArn',
      alsoFails: ['segmentation/own-network-interface'],
    },
  ],
  passes: [{ says: 'a role of its own', given: ec2TaskDefinition() }],
  notApplicable: [
    { says: 'Fargate', given: taskDefinition({ task: without }) },
    {
      says: 'hosts that keep containers off the metadata service',
      given: ec2TaskDefinition({ task: without }),
      policy: { version: 1, hosts: { 'imds-blocked': true } },
    },
  ],
});
