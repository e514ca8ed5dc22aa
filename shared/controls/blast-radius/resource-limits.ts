// Memory and CPU that one workload may take from those beside it.
// SPDX-License-Identifier: Apache-2.0
import { type At, known } from '../../model/at.ts';
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../examples/workloads.ts';

export const resourceLimits = defineControl({
  id: 'blast-radius/resource-limits',
  title: 'Workloads have limits on memory and CPU',
  severity: 'low',
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: { nist: ['4.4.3'], attack: ['T1496', 'T1499'] },
  why: 'Without a limit one leaking, attacked or mining container takes the memory and CPU of its whole host, and with them every workload beside it.',
  fix: 'Give each container `resources.limits.memory` and a CPU request (Kubernetes), or size the task or container with `memory` and `cpu` (ECS).',
  allows: [
    'limits of the whole task or pod in place of each container’s',
    'a soft limit on ECS (`memoryReservation`)',
    'tasks of Fargate, which takes none without a limit',
    'missing CPU limits and requests, under the baseline profile',
    'ephemeral containers, which take none',
  ],
  response: null,
  judge: (workload, { strict }) => {
    const containers = ownContainers(workload).filter(({ role }) => role !== 'ephemeral');
    return failIfAny(
      containers.flatMap((container) => [
        ...withoutMemory(workload, container),
        ...(strict ? withoutCpu(workload, container) : []),
      ]),
    );
  },
});

/** What is said but cannot be known makes the verdict unknown, not a fail. */
const isSaid = (...amounts: readonly At<string | null>[]) =>
  amounts.some(({ value, unsettled }) => value !== null || unsettled !== undefined);

/** Fargate registers no task without one (ECS API reference, RegisterTaskDefinition, `memory`). */
function hasByPlatform({ platform, launchTypes }: Workload): boolean {
  return platform === 'ecs' && (known(launchTypes)?.includes('fargate') ?? false);
}

function withoutMemory(workload: Workload, { limits: own, name }: Container): Evidence[] {
  const { platform, limits } = workload;
  if (hasByPlatform(workload)) return [];
  if (isSaid(limits.memory, own.memory)) return [];
  // A reservation is a floor on Kubernetes; on ECS a container may not be registered without one of the two.
  if (platform === 'ecs' && isSaid(own.memoryReservation)) return [];
  return [evidence(own.memory.path, null, 'a limit', `container ${name} may take all memory of its host`)];
}

function withoutCpu({ limits }: Workload, { limits: own, name }: Container): Evidence[] {
  if (isSaid(limits.cpu, limits.cpuReservation, own.cpu, own.cpuReservation)) return [];
  return [evidence(own.cpu.path, null, 'a limit or a request', `container ${name} asks for no share of CPU`)];
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'an EC2 task without any memory limit',
      given: ec2TaskDefinition({ task: { memory: undefined }, container: { memory: undefined } }),
      at: 'containerDefinitions[0].memory',
    },
    {
      says: 'a request alone',
      given: deployment({ container: { resources: { limits: undefined } } }),
      at: 'spec.template.spec.containers[0].resources.limits.memory',
    },
    {
      says: 'no share of CPU, under restricted',
      given: pod({ container: { resources: { limits: { cpu: undefined }, requests: undefined } } }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.containers[0].resources.limits.cpu',
    },
  ],
  passes: [
    { says: 'the size of a Fargate task', given: taskDefinition({ container: { memory: undefined } }) },
    {
      says: 'limits of the whole pod',
      given: pod({
        spec: { resources: { limits: { memory: '256Mi', cpu: '500m' } } },
        container: { resources: undefined },
      }),
    },
  ],
});
