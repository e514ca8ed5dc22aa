// Security groups of containers that admit the whole internet.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { nameOf } from '../../model/arn.ts';
import { defineControl, evidence, failIfAny, notApplicable, pass, unknown } from '../../model/control.ts';
import type { GatheredFacts } from '../../model/facts.ts';
import { isWorld, type NetworkRule, portsOf } from '../../model/network.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { securityGroup, taskInterface } from '../examples/networks.ts';
import { ecsService, ecsTask } from '../examples/workloads.ts';
import { groupRequests, groupsBeside, groupsOf } from '../questions/workload-network.ts';

export const noWorldIngress = defineControl({
  id: 'segmentation/no-world-ingress',
  title: 'Security groups of containers do not admit the internet',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'network'],
  platforms: ['ecs', 'ec2'],
  parameters: z.object({
    ports: z
      .array(z.int().min(0).max(65535))
      .default([80, 443])
      .describe('Ports that may be open to everybody'),
  }),
  facts: (subject) => (subject.kind === 'network' ? [] : groupRequests(subject)),
  references: {
    nist: ['4.3.3'],
    cis: ['CIS AWS Foundations 5.3', 'CIS AWS Foundations 5.4'],
    fsbp: ['EC2.18', 'EC2.19'],
    attack: ['T1133', 'T1190'],
  },
  why: 'A port that is reachable from the whole internet is found within minutes; only the load balancer should be.',
  fix: 'Admit the load balancer’s security group or known address ranges; open only ports that the policy names.',
  allows: [
    'ports 80 and 443, or those of the parameter',
    'rules that name a security group or private ranges',
    'ICMP',
  ],
  response: 'revoke-ingress',
  judge: (subject, { parameters, facts }) => {
    const open = new Set(parameters.ports);
    if (subject.kind === 'workload') return ofWorkload(subject, facts, open);
    if (subject.resource !== 'security-group') return notApplicable('judges security groups');
    return failIfAny(worldRules(subject.ingress.value, open, subject.name));
  },
});

function ofWorkload(workload: Workload, facts: GatheredFacts, open: ReadonlySet<number>): Judgement {
  if (groupsBeside(workload) !== null) return notApplicable('its security groups are judged by themselves');
  const told = groupsOf(workload, facts);
  if (told === null) return notApplicable('no security group of a running task is known');
  const found = told.groups.flatMap((group) =>
    worldRules(group.ingress.value, open, nameOf(group.id)).map((item) => ({ ...item, path: told.path })),
  );
  if (found.length > 0) return failIfAny(found);
  return told.missing === null ? pass : unknown(told.missing);
}

function worldRules(rules: readonly NetworkRule[], open: ReadonlySet<number>, group: string): Evidence[] {
  return rules
    .filter((rule) => isWorld(rule) && !isOpen(rule, open))
    .map((rule) =>
      evidence(
        rule.path,
        `${rule.cidr} ${portsOf(rule)}`,
        [...open],
        `${group} admits ${rule.cidr} on ${portsOf(rule)}`,
      ),
    );
}

function isOpen({ protocol, fromPort, toPort }: NetworkRule, open: ReadonlySet<number>): boolean {
  if (/^(icmp|icmpv6|1|58)$/i.test(protocol)) return true;
  return fromPort !== null && fromPort === (toPort ?? fromPort) && open.has(fromPort);
}

const authorize = (permission: { fromPort?: number; toPort?: number; ipProtocol: string; cidr: string }) =>
  cloudTrail('ec2', 'AuthorizeSecurityGroupIngress', {
    requestParameters: {
      groupId: 'sg-0123456789abcdef0',
      ipPermissions: {
        items: [
          {
            ipProtocol: permission.ipProtocol,
            fromPort: permission.fromPort,
            toPort: permission.toPort,
            groups: {},
            ipRanges: { items: [{ cidrIp: permission.cidr }] },
            ipv6Ranges: {},
            prefixListIds: {},
          },
        ],
      },
    },
  });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'SSH for everybody',
      given: authorize({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidr: '0.0.0.0/0' }),
      at: 'requestParameters.ipPermissions.items[0].ipRanges.items[0]',
    },
    {
      says: 'everybody, by one of two halves',
      given: authorize({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidr: '128.0.0.0/1' }),
      at: 'requestParameters.ipPermissions.items[0].ipRanges.items[0]',
    },
    {
      says: 'a range of ports that begins with an open one',
      given: authorize({ ipProtocol: 'tcp', fromPort: 443, toPort: 8443, cidr: '0.0.0.0/0' }),
      at: 'requestParameters.ipPermissions.items[0].ipRanges.items[0]',
    },
    {
      says: 'all protocols',
      given: authorize({ ipProtocol: '-1', cidr: '0.0.0.0/0' }),
      at: 'requestParameters.ipPermissions.items[0].ipRanges.items[0]',
    },
    {
      says: 'a task that everybody may connect to',
      given: ecsTask(),
      facts: [taskInterface({ ingress: [{ cidr: '::/0', fromPort: 8080, toPort: 8080 }] })],
      at: 'attachments',
    },
  ],
  passes: [
    {
      says: 'a service that everybody reaches on port 443',
      given: ecsService(),
      facts: [securityGroup({ ingress: [{ cidr: '0.0.0.0/0' }] })],
    },
    {
      says: 'HTTPS for everybody',
      given: authorize({ ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidr: '0.0.0.0/0' }),
    },
    {
      says: 'a ping from everywhere',
      given: authorize({ ipProtocol: 'icmp', fromPort: 8, toPort: -1, cidr: '0.0.0.0/0' }),
    },
    {
      says: 'a private range',
      given: authorize({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidr: '10.0.0.0/8' }),
    },
  ],
  unknown: [{ says: 'a service whose security groups were not looked up', given: ecsService() }],
});
