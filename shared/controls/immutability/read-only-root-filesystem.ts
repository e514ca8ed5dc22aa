// Root filesystems that the container may write to.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters, notApplicable } from '../../model/control.ts';
import { ownContainers } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod, taskDefinition } from '../examples/workloads.ts';

export const readOnlyRootFilesystem = defineControl({
  id: 'immutability/read-only-root-filesystem',
  title: 'Containers cannot write to their root filesystem',
  severity: { baseline: 'low', restricted: 'medium' },
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: { nist: ['4.4.4', '4.4.3'], fsbp: ['ECS.5'], attack: ['T1105', 'T1554', 'T1505.003'] },
  why: 'Attackers who break into a program leave something behind: a tool, a web shell, a changed binary. A read-only root filesystem gives them nowhere to put it.',
  fix: 'Set `readonlyRootFilesystem: true` (ECS) or `readOnlyRootFilesystem: true` (Kubernetes), and mount a volume where the program must write (/tmp, a cache).',
  allows: ['volumes that are mounted for writing', 'Windows, where it cannot be set'],
  response: null,
  judge: (workload) => {
    if (workload.os.value === 'windows') return notApplicable('Windows containers need a writable root');
    return failIfAny(
      ownContainers(workload)
        .filter((container) => !container.readOnlyRoot.value)
        .map(({ readOnlyRoot, name }) =>
          evidence(readOnlyRoot.path, false, true, `container ${name} can write to its root filesystem`),
        ),
    );
  },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'nothing said',
      given: taskDefinition({ container: { readonlyRootFilesystem: undefined } }),
      at: 'containerDefinitions[0].readonlyRootFilesystem',
      severity: 'low',
    },
    {
      says: 'a writable sidecar of a Deployment, under restricted',
      given: deployment({
        more: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: false,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.template.spec.containers[1].securityContext.readOnlyRootFilesystem',
      severity: 'medium',
    },
  ],
  passes: [
    {
      says: 'a writable volume beside a read-only root',
      given: pod({
        spec: { volumes: [{ name: 'tmp', emptyDir: {} }] },
        container: { volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] },
      }),
    },
    { says: 'a read-only root on Fargate', given: taskDefinition() },
  ],
  notApplicable: [
    {
      says: 'Windows',
      given: taskDefinition({
        task: { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
      }),
    },
  ],
});
