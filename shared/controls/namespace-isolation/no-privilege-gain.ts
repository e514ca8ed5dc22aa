// Programs that gain privileges when they are started (setuid, file capabilities).
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  unknown,
} from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type Container, ownContainers, type Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../examples/workloads.ts';

export const noPrivilegeGain = defineControl({
  id: 'namespace-isolation/no-privilege-gain',
  title: 'Processes cannot gain privileges',
  severity: { baseline: 'low', restricted: 'medium' },
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: {
    nist: ['4.4.3'],
    cis: ['CIS EKS 4.2.5', 'CIS Kubernetes 5.2.6'],
    attack: ['T1548.001', 'T1611'],
  },
  why: 'A process without root becomes root by starting a setuid program that lies in most base images; with `no_new_privs` the kernel ignores that bit.',
  fix: 'Set `allowPrivilegeEscalation: false` on each container (Kubernetes), or `dockerSecurityOptions: ["no-new-privileges"]` (ECS on EC2).',
  allows: ['Fargate, which takes no Docker security options', 'Windows, which has no such bit'],
  response: null,
  judge: (workload) => {
    const reason = cannotSay(workload);
    if (reason !== null) return notApplicable(reason);
    const found = ownContainers(workload).flatMap(mayGain);
    const { path, unsettled } = workload.launchTypes;
    // A launch type that only the deployment tells may be Fargate.
    if (found.length > 0 && unsettled !== undefined) return unknown(`${path} cannot be known: ${unsettled}`);
    return failIfAny(found);
  },
});

/** `dockerSecurityOptions` is not valid for Fargate or Windows (ECS API reference, ContainerDefinition). */
function cannotSay({ os, platform, launchTypes }: Workload): string | null {
  if (os.value === 'windows') return 'Windows has no setuid programs';
  return platform === 'ecs' && launchTypes.value.includes('fargate')
    ? 'Fargate takes no Docker security options'
    : null;
}

function mayGain({ allowPrivilegeEscalation: allowed, name }: Container): Evidence[] {
  if (allowed.value === false) return [];
  return [evidence(allowed.path, allowed.value, false, `processes of container ${name} may gain privileges`)];
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'nothing said on EC2',
      given: ec2TaskDefinition({ container: { dockerSecurityOptions: undefined } }),
      at: 'containerDefinitions[0].dockerSecurityOptions',
      severity: 'low',
    },
    {
      says: 'nothing said in a Deployment, under restricted',
      given: deployment({ container: { securityContext: { allowPrivilegeEscalation: undefined } } }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
      severity: 'medium',
    },
    {
      says: 'allowed in words',
      given: pod({ container: { securityContext: { allowPrivilegeEscalation: true } } }),
      at: 'spec.containers[0].securityContext.allowPrivilegeEscalation',
    },
  ],
  passes: [
    { says: 'no-new-privileges on EC2', given: ec2TaskDefinition() },
    { says: 'allowPrivilegeEscalation false', given: pod() },
  ],
  notApplicable: [
    { says: 'a Fargate task', given: taskDefinition() },
    { says: 'a Windows pod', given: pod({ spec: { os: { name: 'windows' } } }) },
  ],
});
