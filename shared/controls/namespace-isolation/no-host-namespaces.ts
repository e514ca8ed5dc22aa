// Process and IPC namespaces shared with the host.
// SPDX-License-Identifier: Apache-2.0
import type { At } from '../../model/at.ts';
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { ec2TaskDefinition, pod } from '../examples/workloads.ts';

export const noHostNamespaces = defineControl({
  id: 'namespace-isolation/no-host-namespaces',
  title: 'Workloads keep out of the host’s process and IPC namespaces',
  severity: 'critical',
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: {
    nist: ['4.4.3'],
    cis: ['CIS EKS 4.2.2', 'CIS EKS 4.2.3', 'CIS Kubernetes 5.2.3', 'CIS Kubernetes 5.2.4'],
    fsbp: ['ECS.3'],
    attack: ['T1611'],
  },
  why: 'In the host’s process namespace a container sees, signals and may debug every process of the host; in its IPC namespace it reads their shared memory.',
  fix: 'Remove `pidMode: host` and `ipcMode: host` (ECS), `hostPID` and `hostIPC` (Kubernetes). Containers of one task or pod can share a namespace among themselves.',
  allows: [
    '`pidMode: task`, `ipcMode: task` and `none`',
    '`hostUsers` in any form: true is the Kubernetes default',
    '`shareProcessNamespace` under the baseline profile',
  ],
  response: 'stop-workload',
  judge: (workload, { strict }) =>
    failIfAny([...hostModes(workload), ...(strict ? sharedByTrust(workload) : [])]),
});

function hostModes({ isolation, platform }: Workload): Evidence[] {
  // `hostPID: true` on Kubernetes, `pidMode: host` on ECS.
  const seen = platform === 'kubernetes' ? true : 'host';
  const found = (mode: At<string | null>, what: string) =>
    mode.value === 'host'
      ? [evidence(mode.path, seen, null, `the workload shares the host's ${what} namespace`)]
      : [];
  return [...found(isolation.pid, 'process'), ...found(isolation.ipc, 'IPC')];
}

/** A pod that shares processes between its own containers and a debugger: only under restricted. */
function sharedByTrust({ isolation, containers }: Workload): Evidence[] {
  const debugged = containers.some((container) => container.role === 'ephemeral');
  if (!isolation.shareProcess.value || !debugged) return [];
  return [
    evidence(
      isolation.shareProcess.path,
      true,
      false,
      'an ephemeral container shares the processes of the pod',
    ),
  ];
}

const debugged = (spec: JsonObject) =>
  pod({
    spec: {
      ...spec,
      ephemeralContainers: [
        {
          name: 'debug',
          image: 'public.ecr.aws/docker/library/busybox:1.37.0',
          securityContext: {
            runAsUser: 10002,
            runAsNonRoot: true,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the process namespace of an EC2 host',
      given: ec2TaskDefinition({ task: { pidMode: 'host' } }),
      at: 'pidMode',
    },
    {
      says: 'the IPC namespace of an EC2 host',
      given: ec2TaskDefinition({ task: { ipcMode: 'host' } }),
      at: 'ipcMode',
    },
    { says: 'a pod with hostPID', given: pod({ spec: { hostPID: true } }), at: 'spec.hostPID' },
    { says: 'a pod with hostIPC', given: pod({ spec: { hostIPC: true } }), at: 'spec.hostIPC' },
    {
      says: 'a debugger shares the processes of the pod, under restricted',
      given: debugged({ shareProcessNamespace: true }),
      policy: { version: 1, profile: 'restricted' },
      at: 'spec.shareProcessNamespace',
    },
  ],
  passes: [
    {
      says: 'containers of one task share processes',
      given: ec2TaskDefinition({ task: { pidMode: 'task', ipcMode: 'none' } }),
    },
    { says: 'hostUsers true, the default', given: pod({ spec: { hostUsers: true } }) },
    {
      says: 'shareProcessNamespace without a debugger, under restricted',
      given: pod({ spec: { shareProcessNamespace: true } }),
      policy: { version: 1, profile: 'restricted' },
    },
    {
      says: 'a debugger with processes of its own, under restricted',
      given: debugged({}),
      policy: { version: 1, profile: 'restricted' },
    },
    { says: 'shareProcessNamespace under baseline', given: pod({ spec: { shareProcessNamespace: true } }) },
  ],
});
