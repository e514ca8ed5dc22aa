// Security groups that several container groups share, or that let all their members talk to each other.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { nameOf } from '../../model/arn.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import { isAllPorts, type Network } from '../../model/network.ts';
import type { GroupAnswer } from '../../model/policy-view.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { SubjectBase } from '../../model/subject-base.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { everyTask, isOther } from '../questions/running-beside.ts';
import { groupRequests, groupsOf } from '../questions/workload-network.ts';

export const groupSecurityGroup = defineControl({
  id: 'segmentation/group-security-group',
  title: 'Each container group has security groups of its own',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  only: 'running',
  parameters: z.object({
    shared: z
      .array(z.string())
      .default([])
      .describe(
        'Ids of security groups that container groups may share, such as one for reaching VPC endpoints',
      ),
  }),
  facts: (workload, { policy }) => [
    ...groupRequests(workload),
    ...(policy.groups.length > 1 ? [everyTask(workload)] : []),
  ],
  references: { nist: ['4.3.3'], fsbp: ['EC2.2'], attack: ['T1021', 'T1210'] },
  why: 'Security groups are the only barrier between tasks in one subnet. A group that several container groups share, or that admits all traffic between its members, separates nothing.',
  fix: 'Give each container group a security group and admit others by name and port. Remove the rule by which a group refers to itself on all ports: the default group of a VPC has it.',
  allows: [
    'several workloads of one container group in one security group',
    'workloads that belong to no container group',
    'a group that refers to itself on named ports',
    'security groups of the parameter',
    'tasks on the network of their host (bridge, host)',
  ],
  response: null,
  judge: (workload, { parameters, policy, facts, groupOf }) => {
    const told = groupsOf(workload, facts);
    if (told === null) return notApplicable('no security group of a running task is known');
    const groups = told.groups.filter(({ id }) => !parameters.shared.includes(nameOf(id)));
    const sharing = policy.groups.length > 1 ? sharers(workload, groups, facts, groupOf) : [];
    const found = [
      ...groups.flatMap((group) => selfReference(group, told.path)),
      ...sharing.flatMap((look) => (typeof look === 'string' ? [] : { ...look, path: told.path })),
    ];
    if (found.length > 0) return fail(found);
    const missing = told.missing ?? sharing.find((look) => typeof look === 'string');
    return missing === undefined ? pass : unknown(missing);
  },
});

function selfReference({ id, ingress }: Network, path: string): Evidence[] {
  const own = nameOf(id);
  const rule = ingress.value.find((one) => one.group === own && isAllPorts(one));
  if (rule === undefined) return [];
  return [evidence(path, own, 'named ports', `${own} admits all its members on all ports`)];
}

/** Workloads of other container groups in the same security groups, or why that is not known. */
function sharers(
  workload: Workload,
  groups: readonly Network[],
  facts: GatheredFacts,
  groupOf: (workload: SubjectBase) => GroupAnswer,
): readonly (Evidence | string)[] {
  const own = groupOf(workload);
  if (!own.known) return [own.reason];
  if (own.group === null) return [];
  const answer = facts.get(everyTask(workload));
  if (!answer.ok) return [`what else uses its security groups is not known: ${answer.reason}`];
  const ids = new Set(groups.map(({ id }) => nameOf(id)));
  const others = new Map(
    answer.value
      .filter((one) => isOther(one, workload))
      .map((one) => [`${one.cluster} ${one.identity}`, one] as const),
  );
  const mine = own.group.name;
  return [...others.values()].flatMap((one) => {
    // Only in awsvpc does a task have security groups of its own; a service tells which.
    if (one.securityGroups === null)
      return one.networkMode === 'awsvpc' ? strangers(one, null, mine, groupOf(one)) : [];
    const shared = one.securityGroups.find((id) => ids.has(id));
    return shared === undefined ? [] : strangers(one, shared, mine, groupOf(one));
  });
}

/** @param shared the security group they share; null: which ones the other has is not known */
function strangers(
  { name }: RunningWorkload,
  shared: string | null,
  mine: string,
  theirs: GroupAnswer,
): readonly (Evidence | string)[] {
  if (!theirs.known) return [`the container group of ${name} is not known: ${theirs.reason}`];
  if (theirs.group === null || theirs.group.name === mine) return [];
  if (shared === null)
    return [`the security groups of ${name}, of group ${theirs.group.name}, are not known`];
  const message = `${name} of group ${theirs.group.name} shares ${shared} with this workload of group ${mine}`;
  return [evidence('', `${shared}: ${name}`, `workloads of group ${mine} only`, message)];
}
