// Linux capabilities beyond those a container needs.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass } from '../../model/control.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';
import { onFargate } from '../../model/workload-machine.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../examples/workloads.ts';

/** Pod Security Standards, baseline, "Capabilities". */
const ordinary = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

export const minimalCapabilities = defineControl({
  id: 'namespace-isolation/minimal-capabilities',
  title: 'Containers get no Linux capabilities beyond the ordinary ones',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  parameters: z.object({
    allowed: z
      .array(z.string())
      .default([])
      .describe('Capabilities that may be added besides, such as NET_ADMIN'),
  }),
  references: {
    nist: ['4.4.3'],
    cis: ['CIS Kubernetes 5.2.9', 'CIS Kubernetes 5.2.10'],
    attack: ['T1611', 'T1068'],
  },
  why: 'Root’s power comes in parts. SYS_ADMIN, SYS_MODULE or DAC_READ_SEARCH are each enough to leave the container; SYS_PTRACE reads the memory of others, NET_ADMIN and NET_RAW reroute and forge their traffic.',
  fix: 'Drop ALL and add only what the process fails without, most often nothing or NET_BIND_SERVICE.',
  allows: [
    'the ordinary capabilities of the Pod Security Standards (baseline), and NET_RAW on ECS, where Docker gives it to every container anyway',
    'what is not dropped, under the baseline profile',
    'Windows, which has no capabilities',
    'SYS_PTRACE on Fargate leads to no response and weighs less: it reaches the task’s own processes only',
  ],
  response: 'stop-workload',
  judge: (workload, { parameters, strict }) => {
    if (workload.os.value === 'windows') return notApplicable('Windows has no Linux capabilities');
    const allowed = new Set([...(strict ? ['NET_BIND_SERVICE'] : ordinary), ...parameters.allowed]);
    const containers = ownContainers(workload);
    const added = containers.flatMap((container) => addedBeyond(workload, container, allowed));
    const kept = strict ? containers.flatMap(undropped) : [];
    return weigh(workload, added, kept);
  },
});

interface Added {
  readonly name: string;
  readonly found: Evidence;
}

function addedBeyond(workload: Workload, container: Container, allowed: ReadonlySet<string>): Added[] {
  const { add } = container.capabilities;
  return add.value
    .map((name) => (workload.platform === 'ecs' ? plainName(name) : name))
    .filter((name) => !allowed.has(name) && !(workload.platform === 'ecs' && name === 'NET_RAW'))
    .map((name) => ({
      name,
      found: evidence(
        add.path,
        name,
        [...allowed],
        `container ${container.name} gets the capability ${name}`,
      ),
    }));
}

/** Docker takes `cap_sys_admin` too; the Kubernetes standard compares as written. */
function plainName(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}

function undropped({ capabilities, name }: Container): Evidence[] {
  const { drop } = capabilities;
  if (drop.value.includes('ALL')) return [];
  return [evidence(drop.path, [...drop.value], ['ALL'], `container ${name} does not drop all capabilities`)];
}

/** Fargate takes no other capability, and a task there shares its kernel with nobody (ECS API reference, KernelCapabilities). */
function weigh(workload: Workload, added: readonly Added[], kept: readonly Evidence[]): Judgement {
  const found = [...added.map((one) => one.found), ...kept];
  if (found.length === 0) return pass;
  const only = kept.length === 0 && added.every(({ name }) => name === 'SYS_PTRACE');
  return only && onFargate(workload) ? fail(found, { severity: 'low', respond: false }) : fail(found);
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'SYS_ADMIN on an EC2 host',
      given: ec2TaskDefinition({
        container: { linuxParameters: { capabilities: { add: ['SYS_ADMIN'], drop: ['ALL'] } } },
      }),
      at: 'containerDefinitions[0].linuxParameters.capabilities.add',
      severity: 'high',
    },
    {
      says: 'SYS_PTRACE on Fargate weighs less',
      given: taskDefinition({
        container: { linuxParameters: { capabilities: { add: ['SYS_PTRACE'], drop: ['ALL'] } } },
      }),
      at: 'containerDefinitions[0].linuxParameters.capabilities.add',
      severity: 'low',
    },
    {
      says: 'NET_RAW in a Deployment',
      given: deployment({
        container: { securityContext: { capabilities: { add: ['NET_RAW'], drop: ['ALL'] } } },
      }),
      at: 'spec.template.spec.containers[0].securityContext.capabilities.add',
    },
    {
      says: 'not all dropped, under restricted',
      given: pod({ container: { securityContext: { capabilities: { drop: ['NET_RAW'] } } } }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.containers[0].securityContext.capabilities.drop',
    },
  ],
  passes: [
    {
      says: 'an ordinary capability',
      given: pod({ container: { securityContext: { capabilities: { add: ['CHOWN'] } } } }),
    },
    {
      says: 'the one port capability, under restricted',
      given: pod({
        container: { securityContext: { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } } },
      }),
      policy: { version: 1, profile: 'restricted' },
    },
    {
      says: 'one that the policy allows',
      given: ec2TaskDefinition({ container: { linuxParameters: { capabilities: { add: ['NET_ADMIN'] } } } }),
      policy: {
        version: 1,
        controls: { 'namespace-isolation/minimal-capabilities': { parameters: { allowed: ['NET_ADMIN'] } } },
      },
    },
  ],
  notApplicable: [{ says: 'a Windows pod', given: pod({ spec: { os: { name: 'windows' } } }) }],
});
