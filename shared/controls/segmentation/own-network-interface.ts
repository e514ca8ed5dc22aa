// A network interface of its own for each task and pod, rather than the host's.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, fail, noParameters, pass } from '../../model/control.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { ownContainers, type Workload } from '../../model/workload.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../examples/workloads.ts';

export const ownNetworkInterface = defineControl({
  id: 'segmentation/own-network-interface',
  title: 'Workloads have a network interface of their own',
  severity: 'high',
  stage: 'stable',
  judges: ['workload'],
  parameters: noParameters,
  references: {
    nist: ['4.3.3'],
    cis: ['CIS EKS 4.2.4', 'CIS Kubernetes 5.2.5'],
    attack: ['T1557', 'T1611'],
  },
  why: 'On the host’s interface a container can reach what only the host may reach (local daemons, the metadata service) and listen on any port, and no security group or network policy can restrict it.',
  fix: 'Use network mode `awsvpc` (ECS) or leave `hostNetwork` and `hostPort` out (Kubernetes) and publish through a load balancer or Service.',
  allows: [
    'dynamic host ports (0 or absent)',
    'a hostPort that equals the container port in network mode awsvpc, where it means nothing',
  ],
  response: 'stop-workload',
  judge: (workload) => {
    const shared = [...hostNetwork(workload), ...fixedHostPorts(workload)];
    return shared.length > 0 ? fail(shared) : hostBridge(workload);
  },
});

function hostNetwork({ isolation }: Workload): Evidence[] {
  const { hostNetwork: host } = isolation;
  return host.value ? [evidence(host.path, true, false, 'the workload uses the network of its host')] : [];
}

/** In awsvpc a host port may only repeat the container port (ECS API reference, PortMapping), so it tells nothing. */
function fixedHostPorts(workload: Workload): Evidence[] {
  const mode = workload.network.mode.value;
  if (mode === 'awsvpc' || mode === 'host' || mode === 'none' || workload.isolation.hostNetwork.value)
    return [];
  return ownContainers(workload).flatMap((container) =>
    container.ports.value
      .filter((port) => (port.host.value ?? 0) !== 0)
      .map((port) =>
        evidence(
          port.host.path,
          port.host.value,
          null,
          `container ${container.name} takes port ${port.host.value} of its host`,
        ),
      ),
  );
}

/** Docker's bridge and the Windows default share one interface behind NAT: worse than awsvpc, not an escape. */
function hostBridge({ platform, network }: Workload): Judgement {
  const shared = platform === 'ecs' && (network.mode.value === 'bridge' || network.mode.value === 'default');
  if (!shared) return pass;
  const found = evidence(
    network.mode.path,
    network.mode.value,
    'awsvpc',
    'tasks share the interface of their host through a bridge',
  );
  return fail([found], { severity: 'low', respond: false });
}

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the network of an EC2 host',
      given: ec2TaskDefinition({ task: { networkMode: 'host' } }),
      at: 'networkMode',
      alsoFails: ['blast-radius/no-host-credentials'],
    },
    {
      says: 'a fixed host port',
      given: ec2TaskDefinition({
        task: { networkMode: 'bridge' },
        container: { portMappings: [{ containerPort: 8080, hostPort: 8080 }] },
      }),
      at: 'containerDefinitions[0].portMappings[0].hostPort',
      severity: 'high',
    },
    {
      says: 'bridge mode alone weighs less and leads to no response',
      given: ec2TaskDefinition({ task: { networkMode: 'bridge' } }),
      at: 'networkMode',
      severity: 'low',
    },
    {
      says: 'a pod on the host network',
      given: pod({ spec: { hostNetwork: true } }),
      at: 'spec.hostNetwork',
    },
    {
      says: 'a pod with a hostPort',
      given: deployment({ container: { ports: [{ containerPort: 8080, hostPort: 80 }] } }),
      at: 'spec.template.spec.containers[0].ports[0].hostPort',
    },
  ],
  passes: [
    { says: 'awsvpc', given: taskDefinition() },
    {
      says: 'hostPort 0, a dynamic port, in awsvpc',
      given: taskDefinition({ container: { portMappings: [{ containerPort: 8080, hostPort: 8080 }] } }),
    },
    { says: 'a pod with container ports only', given: pod() },
  ],
});
