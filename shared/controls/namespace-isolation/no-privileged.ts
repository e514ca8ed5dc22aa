// Privileged containers: nothing between the process and the host's kernel.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import { ownContainers } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../examples/workloads.ts';

export const noPrivileged = defineControl({
  id: 'namespace-isolation/no-privileged',
  title: 'Containers do not run privileged',
  severity: 'critical',
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: {
    nist: ['4.4.3'],
    cis: ['CIS EKS 4.2.1', 'CIS Kubernetes 5.2.2'],
    fsbp: ['ECS.4'],
    attack: ['T1610', 'T1611'],
  },
  why: 'A privileged container has every capability and every device of its host: anyone who gets into it controls the host and everything else on it.',
  fix: 'Set `privileged` to false (or leave it out) and add only the capabilities the process really needs.',
  allows: ['`privileged: false` or nothing said', 'containers that AWS injects itself (the GuardDuty agent)'],
  response: 'stop-workload',
  judge: (workload) =>
    failIfAny(
      ownContainers(workload)
        .filter((container) => container.privileged.value)
        .map((container) =>
          evidence(container.privileged.path, true, false, `container ${container.name} runs privileged`),
        ),
    ),
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a privileged container on EC2',
      given: ec2TaskDefinition({ container: { privileged: true } }),
      at: 'containerDefinitions[0].privileged',
    },
    {
      says: 'the second container, where the first is clean',
      given: ec2TaskDefinition({ more: [{ privileged: true }] }),
      at: 'containerDefinitions[1].privileged',
    },
    {
      says: 'a privileged init container of a Deployment',
      given: deployment({
        spec: {
          initContainers: [
            {
              name: 'setup',
              image: 'public.ecr.aws/docker/library/busybox:1.37.0',
              command: ['true'],
              resources: { limits: { cpu: '100m', memory: '16Mi' } },
              securityContext: {
                privileged: true,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      }),
      at: 'spec.template.spec.initContainers[0].securityContext.privileged',
      alsoFails: ['namespace-isolation/no-privilege-gain'],
    },
  ],
  passes: [
    { says: 'privileged said to be false', given: taskDefinition({ container: { privileged: false } }) },
    { says: 'nothing said in a pod', given: pod() },
  ],
});
