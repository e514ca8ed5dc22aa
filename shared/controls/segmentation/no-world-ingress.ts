// Security groups of containers that admit the whole internet.
import { z } from 'zod';
import { cloudTrail } from '../../examples/events.ts';
import type { Examples } from '../../examples/example.ts';
import { defineControl, evidence, failIfAny, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { IngressRule } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';

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
  facts: (subject) => (subject.kind === 'network' ? [] : groupsOf(subject)),
  references: {
    nist: ['4.3.3'],
    cis: ['CIS AWS Foundations 5.2', 'CIS AWS Foundations 5.3'],
    fsbp: ['EC2.18', 'EC2.19'],
    attack: ['T1133', 'T1190'],
  },
  why: 'What listens on a port that all the internet reaches is found within minutes; only the front door is meant to be.',
  fix: 'Admit the load balancer’s security group or known address ranges; open only ports that the policy names.',
  allows: [
    'ports 80 and 443, or those of the parameter',
    'rules that name a security group or private ranges',
    'groups known to hold no containers',
    'ICMP',
  ],
  response: 'revoke-ingress',
  judge: (subject, { parameters, facts }) => {
    const open = new Set(parameters.ports);
    if (subject.kind === 'workload') return ofWorkload(subject, facts, open);
    if (subject.resource !== 'security-group') return notApplicable('judges security groups');
    if (subject.usedByContainers === false) return notApplicable('no container uses the security group');
    return failIfAny(worldRules(subject.ingress.value, open, subject.name));
  },
});

function groupsOf(workload: Workload): FactRequestOf<'security-group'>[] {
  if (!workload.running) return [];
  const { account, region, network } = workload;
  return network.securityGroups.value.map((groupId) => ({
    fact: 'security-group',
    account,
    region,
    groupId,
  }));
}

function ofWorkload(workload: Workload, facts: GatheredFacts, open: ReadonlySet<number>): Judgement {
  const requests = groupsOf(workload);
  if (requests.length === 0) return notApplicable('no security group of a running task is known');
  const answers = requests.map((request) => ({ request, answer: facts.get(request) }));
  const { path } = workload.network.securityGroups;
  const found = answers.flatMap(({ request, answer }) =>
    answer.ok
      ? worldRules(answer.value.ingress.value, open, request.groupId).map((item) => ({ ...item, path }))
      : [],
  );
  const missing = answers.find(({ answer }) => !answer.ok);
  if (found.length > 0 || missing === undefined) return found.length > 0 ? failIfAny(found) : pass;
  return unknown(
    `the rules of ${missing.request.groupId} are not known: ${missing.answer.ok ? '' : missing.answer.reason}`,
  );
}

function worldRules(rules: readonly IngressRule[], open: ReadonlySet<number>, group: string): Evidence[] {
  return rules
    .filter((rule) => isWorld(rule.cidr) && !isOpen(rule, open))
    .map((rule) =>
      evidence(
        rule.path,
        `${rule.cidr} ${ports(rule)}`,
        [...open],
        `${group} admits ${rule.cidr} on ${ports(rule)}`,
      ),
    );
}

/** A prefix of 0 bits admits everybody, however the address before it is written. */
function isWorld(cidr: string | null): boolean {
  return cidr !== null && /\/0+$/.test(cidr.trim());
}

function isOpen({ protocol, fromPort, toPort }: IngressRule, open: ReadonlySet<number>): boolean {
  if (/^(icmp|icmpv6|1|58)$/i.test(protocol)) return true;
  return fromPort !== null && fromPort === (toPort ?? fromPort) && open.has(fromPort);
}

function ports({ protocol, fromPort, toPort }: IngressRule): string {
  if (protocol === '-1' || fromPort === null) return 'all ports';
  return fromPort === (toPort ?? fromPort) ? `port ${fromPort}` : `ports ${fromPort}-${toPort}`;
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

const service = {
  serviceName: 'web',
  clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
  taskDefinition: 'shop-web:3',
  launchType: 'FARGATE',
  networkConfiguration: {
    awsvpcConfiguration: { subnets: ['subnet-0a1'], securityGroups: ['sg-0123456789abcdef0'] },
  },
};

export const examples = (): Examples => ({
  fails: [
    {
      says: 'SSH for everybody',
      given: authorize({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidr: '0.0.0.0/0' }),
      at: 'requestParameters.ipPermissions.items[0].ipRanges.items[0]',
    },
    {
      says: 'all protocols',
      given: authorize({ ipProtocol: '-1', cidr: '0.0.0.0/0' }),
      at: 'requestParameters.ipPermissions.items[0].ipRanges.items[0]',
    },
  ],
  passes: [
    {
      says: 'HTTPS for everybody',
      given: authorize({ ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidr: '0.0.0.0/0' }),
    },
    {
      says: 'a private range',
      given: authorize({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidr: '10.0.0.0/8' }),
    },
  ],
  unknown: [{ says: 'a service whose security groups were not looked up', given: service }],
});
