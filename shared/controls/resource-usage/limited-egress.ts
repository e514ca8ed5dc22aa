// Workloads that may open connections to anywhere.
import { z } from 'zod';
import type { Examples } from '../../examples/example.ts';
import { securityGroup, taskInterface } from '../../examples/networks.ts';
import { ecsService, ecsTask, taskDefinition } from '../../examples/workloads.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { isWorld, type Network, type NetworkRule, portsOf } from '../../model/network.ts';
import type { Evidence } from '../../model/verdict.ts';
import { groupRequests, groupsOf } from '../../model/workload-network.ts';

export const limitedEgress = defineControl({
  id: 'resource-usage/limited-egress',
  title: 'Workloads reach only what they need',
  severity: 'low',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['ecs'],
  only: 'running',
  parameters: z.object({
    ports: z
      .array(z.int().min(0).max(65535))
      .default([443])
      .describe('Ports on which a workload may reach every address'),
  }),
  facts: groupRequests,
  references: { nist: ['4.3.3', '4.4.2'], attack: ['T1041', 'T1048', 'T1105'] },
  why: 'Stolen data leaves, and the next stage of an attack arrives, over connections that the container opens itself: to a host of the attacker’s choice, on a port of his choice.',
  fix: 'Let the security group out to the address ranges, prefix lists and groups that the workload needs, on their ports; reach AWS through VPC endpoints. A new security group lets everything out until that rule is removed.',
  allows: [
    'every address on port 443, or on the ports of the parameter',
    'private and other named ranges, prefix lists and security groups, on any port',
    'ICMP',
    'tasks on the network of their host (bridge, host)',
  ],
  response: null,
  judge: (workload, { parameters, facts }) => {
    const told = groupsOf(workload, facts);
    if (told === null) return notApplicable('no security group of a running task is known');
    const found = told.groups.flatMap((group) => ways(group, new Set(parameters.ports), told.path));
    if (found.length > 0) return fail(found);
    return told.missing === null ? pass : unknown(told.missing);
  },
});

function ways(group: Network, open: ReadonlySet<number>, path: string): Evidence[] {
  return group.egress.value
    .filter((rule) => isWorld(rule) && !isOpen(rule, open))
    .map((rule) =>
      evidence(
        path,
        `${rule.cidr} ${portsOf(rule)}`,
        'named destinations',
        `${group.id} lets it out to ${rule.cidr} on ${portsOf(rule)}`,
      ),
    );
}

function isOpen({ protocol, fromPort, toPort }: NetworkRule, open: ReadonlySet<number>): boolean {
  if (/^(icmp|icmpv6|1|58)$/i.test(protocol)) return true;
  return protocol !== '-1' && fromPort !== null && fromPort === (toPort ?? fromPort) && open.has(fromPort);
}

const everything = { protocol: '-1', fromPort: null, toPort: null, cidr: '0.0.0.0/0' };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'the rule that every new security group has',
      given: ecsService(),
      facts: [securityGroup({ egress: [everything] })],
      at: 'networkConfiguration.awsvpcConfiguration.securityGroups',
    },
    {
      says: 'a task whose group lets it reach every mail server',
      given: ecsTask(),
      facts: [taskInterface({ egress: [{ cidr: '::/0', fromPort: 25, toPort: 25 }] })],
      at: 'attachments',
    },
  ],
  passes: [
    {
      says: 'HTTPS to everywhere',
      given: ecsService(),
      facts: [securityGroup({ egress: [{ cidr: '0.0.0.0/0' }] })],
    },
    {
      says: 'everything within private ranges, and a prefix list',
      given: ecsService(),
      facts: [
        securityGroup({
          egress: [
            { ...everything, cidr: '10.0.0.0/8' },
            { cidr: null, group: 'pl-0123456789abcdef0' },
          ],
        }),
      ],
    },
    { says: 'no way out at all', given: ecsTask(), facts: [taskInterface({})] },
  ],
  unknown: [{ says: 'a security group whose rules were not looked up', given: ecsService() }],
  notApplicable: [{ says: 'a definition, which names no security group', given: taskDefinition() }],
});
