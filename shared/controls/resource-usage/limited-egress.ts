// Workloads that may open connections to anywhere.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { nameOf } from '../../model/arn.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import { isWorld, type Network, type NetworkRule, portsOf } from '../../model/network.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import {
  enforcementOf,
  enforcingClusters,
  isolatesPod,
  isolationOf,
  isolationRequests,
  systemNamespaces,
} from '../questions/pod-isolation.ts';
import { groupRequests, groupsOf } from '../questions/workload-network.ts';

const parameters = z.object({
  ports: z
    .array(z.int().min(0).max(65535))
    .default([443])
    .describe('Ports on which a workload may reach every address'),
  enforcing: enforcingClusters,
  namespaces: z
    .array(z.string())
    .default([...systemNamespaces])
    .describe('Namespaces whose pods may reach everything'),
});

type Parameters = z.output<typeof parameters>;

export const limitedEgress = defineControl({
  id: 'resource-usage/limited-egress',
  title: 'Workloads reach only what they need',
  severity: 'low',
  stage: 'stable',
  judges: ['workload'],
  only: 'running',
  parameters,
  facts: (workload, { parameters: given }) => {
    if (workload.platform === 'ecs') return groupRequests(workload);
    return exempt(workload, given) === null ? isolationRequests(workload) : [];
  },
  references: { nist: ['4.3.3', '4.4.2'], attack: ['T1041', 'T1048', 'T1105'] },
  why: 'Stolen data leaves, and the next stage of an attack arrives, over connections that the container opens itself: to a host of the attacker’s choice, on a port of their choice.',
  fix: 'Let the security group out to the address ranges, prefix lists and groups that the workload needs, on their ports; reach AWS through VPC endpoints. A new security group lets everything out until that rule is removed. On Kubernetes, add a NetworkPolicy with `policyTypes: [Egress]`.',
  allows: [
    'every address on port 443, or on the ports of the parameter',
    'private and other named ranges, prefix lists and security groups, on any port',
    'ICMP',
    'tasks and pods on the network of their host',
    'the cluster’s own namespaces (parameter `namespaces`)',
  ],
  response: null,
  judge: (workload, { parameters: given, facts }) =>
    workload.platform === 'ecs' ? ofTask(workload, facts, given) : ofPod(workload, facts, given),
});

function ofTask(workload: Workload, facts: GatheredFacts, { ports }: Parameters): Judgement {
  const told = groupsOf(workload, facts);
  if (told === null) return notApplicable('no security group of a running task is known');
  const found = told.groups.flatMap((group) => ways(group, ports, told.path));
  if (found.length > 0) return fail(found);
  return told.missing === null ? pass : unknown(told.missing);
}

/** Why no policy need limit the pod; null: one must. */
function exempt({ namespace, isolation }: Workload, { namespaces }: Parameters): string | null {
  if (namespaces.includes(namespace ?? '')) return 'its namespace may reach everything';
  return isolation.hostNetwork.value
    ? 'network policies do not apply to pods on the network of their node'
    : null;
}

function ofPod(workload: Workload, facts: GatheredFacts, given: Parameters): Judgement {
  const { namespace, name, tags } = workload;
  const exemption = exempt(workload, given);
  if (exemption !== null) return notApplicable(exemption);
  const path = 'metadata.namespace';
  const unlimited = (message: string) =>
    fail([evidence(path, namespace, 'a network policy for egress', message)]);
  const { enforced, reason } = enforcementOf(workload, facts, given.enforcing);
  const { policies, missing } = isolationOf(workload, facts);
  if (enforced === false) return unlimited(`network policies are not enforced in this cluster: ${reason}`);
  const limiting = policies.filter((policy) => isolatesPod(policy, 'egress', tags ?? {}));
  const found = limiting.flatMap((policy) => ways(policy, given.ports, path));
  if (found.length > 0) return fail(found);
  if (limiting.length > 0) return enforced === null ? unknown(reason) : pass;
  return missing === null
    ? unlimited(`no network policy limits where ${name} may connect to`)
    : unknown(missing);
}

function ways(group: Network, open: readonly number[], path: string): Evidence[] {
  return group.egress.value
    .filter((rule) => isWorld(rule) && !isOpen(rule, open))
    .map((rule) =>
      evidence(
        path,
        `${rule.cidr} ${portsOf(rule)}`,
        'named destinations',
        `${nameOf(group.id)} lets it out to ${rule.cidr} on ${portsOf(rule)}`,
      ),
    );
}

function isOpen({ protocol, fromPort, toPort }: NetworkRule, open: readonly number[]): boolean {
  if (/^(icmp|icmpv6|1|58)$/i.test(protocol)) return true;
  return (
    protocol !== '-1' && fromPort !== null && fromPort === (toPort ?? fromPort) && open.includes(fromPort)
  );
}
