// Windows HostProcess containers: processes of the node under another name.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters } from '../../model/control.ts';
import type { Evidence } from '../../model/verdict.ts';
import { ownContainers, type Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod } from '../examples/workloads.ts';

export const noHostProcess = defineControl({
  id: 'namespace-isolation/no-host-process',
  title: 'Windows containers are not HostProcess containers',
  severity: 'critical',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['kubernetes'],
  parameters: noParameters,
  references: { nist: ['4.4.3'], cis: ['CIS Kubernetes 5.2.11'], attack: ['T1610', 'T1611'] },
  why: 'A HostProcess container is not isolated at all: it sees the node’s files, registry, network and processes, and may run as its administrator.',
  fix: 'Remove `windowsOptions.hostProcess`, from the pod and from each container. Leave node management to the node’s image.',
  allows: ['`hostProcess: false` or nothing said'],
  response: 'stop-workload',
  judge: (workload) => {
    const found = ownContainers(workload)
      .filter((container) => container.hostProcess.value)
      .map(({ hostProcess, name }) =>
        evidence(hostProcess.path, true, false, `container ${name} runs as a process of its host`),
      );
    return failIfAny(found.length > 0 ? found : ofPod(workload));
  },
});

/** The pod may not say it even where each container says otherwise (Pod Security Standards, "HostProcess"). */
function ofPod({ hostProcess }: Workload): Evidence[] {
  const message = 'the pod asks for processes of its host';
  return hostProcess.value ? [evidence(hostProcess.path, true, false, message)] : [];
}

const hostNetwork = ['segmentation/own-network-interface'];

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the whole pod',
      given: pod({
        spec: {
          os: { name: 'windows' },
          hostNetwork: true,
          securityContext: { windowsOptions: { hostProcess: true } },
        },
      }),
      at: 'spec.securityContext.windowsOptions.hostProcess',
      alsoFails: hostNetwork,
    },
    {
      says: 'one container of a Deployment',
      given: deployment({
        spec: { os: { name: 'windows' }, hostNetwork: true },
        container: { securityContext: { windowsOptions: { hostProcess: true } } },
      }),
      at: 'spec.template.spec.containers[0].securityContext.windowsOptions.hostProcess',
      alsoFails: hostNetwork,
    },
    {
      says: 'the pod, though its container says otherwise',
      given: pod({
        spec: {
          os: { name: 'windows' },
          hostNetwork: true,
          securityContext: { windowsOptions: { hostProcess: true } },
        },
        container: { securityContext: { windowsOptions: { hostProcess: false } } },
      }),
      at: 'spec.securityContext.windowsOptions.hostProcess',
      alsoFails: hostNetwork,
    },
  ],
  passes: [
    { says: 'an ordinary Windows pod', given: pod({ spec: { os: { name: 'windows' } } }) },
    {
      says: 'said to be false',
      given: pod({ spec: { securityContext: { windowsOptions: { hostProcess: false } } } }),
    },
  ],
});
