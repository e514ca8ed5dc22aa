// Container hosts that can be logged in to over the network.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Network, NetworkRule } from '../../model/network.ts';
import type { Host } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Examples } from '../examples/example.ts';
import { node } from '../examples/hosts.ts';

export const noHostSsh = defineControl({
  id: 'host-hardening/no-host-ssh',
  title: 'Container hosts cannot be reached for login',
  severity: 'high',
  stage: 'stable',
  judges: ['host', 'network'],
  platforms: ['ec2'],
  parameters: z.object({
    ports: z
      .array(z.int().min(1).max(65535))
      .default([22, 2375, 2376, 3389, 5985, 10250, 10255])
      .describe('Management ports of hosts: SSH, Docker, RDP, WinRM, kubelet'),
  }),
  references: {
    nist: ['4.5.1', '4.5.3'],
    cis: ['CIS EKS 5.4.3'],
    fsbp: ['EC2.9'],
    attack: ['T1021.004', 'T1133'],
  },
  why: 'A host that takes logins is repaired by hand, drifts from its image, and is one leaked key away from all its containers.',
  fix: 'Launch hosts without key pair and public address; admit management ports to no address range. Use Session Manager in emergencies.',
  allows: [
    'security groups admitted by group, as the control plane is to the kubelet',
    'instances and groups that nothing shows to be of containers: they are unknown',
  ],
  response: 'revoke-ingress',
  judge: (subject, { parameters }) =>
    subject.kind === 'host' ? ofHost(subject) : ofNetwork(subject, parameters.ports),
});

function ofHost(host: Host): Judgement {
  const { containerHost, keyName, publicAddress, name } = host;
  const found: Evidence[] = [];
  if (keyName.value)
    found.push(
      evidence(keyName.path, keyName.value, null, `${name} was launched with the key pair ${keyName.value}`),
    );
  if (publicAddress.value)
    found.push(evidence(publicAddress.path, publicAddress.value, null, `${name} has a public address`));
  return judged(found, containerHost, 'whether the instance runs containers is not known');
}

function ofNetwork(network: Network, ports: readonly number[]): Judgement {
  const found = network.ingress.value.flatMap((rule): Evidence[] => {
    const port = ports.find((one) => admits(rule, one));
    if (rule.cidr === null || port === undefined) return [];
    const message = `${network.name} admits ${rule.cidr} to the management port ${port}`;
    return [evidence(rule.path, rule.cidr, null, message)];
  });
  return judged(
    found,
    network.usedByContainers,
    'whether container hosts use the security group is not known',
  );
}

function judged(found: readonly Evidence[], ofContainers: boolean | null, reason: string): Judgement {
  if (found.length === 0) return pass;
  return ofContainers === true ? fail(found) : unknown(reason);
}

/** TCP by name and by number, and all protocols (EC2 API Reference, IpPermission). */
const tcp: ReadonlySet<string> = new Set(['-1', 'tcp', '6']);

function admits({ protocol, fromPort, toPort }: NetworkRule, port: number): boolean {
  if (!tcp.has(protocol.toLowerCase())) return false;
  return fromPort === null || (fromPort <= port && port <= (toPort ?? fromPort));
}

/** The security group of a cluster's nodes, by its tag, with one permission. */
const group = (permission: JsonObject, Tags = [{ Key: 'aws:eks:cluster-name', Value: 'shop' }]) => ({
  SecurityGroups: [
    {
      GroupId: 'sg-0123456789abcdef0',
      GroupName: 'eks-cluster-sg-shop',
      OwnerId: '111122223333',
      Tags,
      IpPermissions: [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '10.0.0.0/8' }], ...permission }],
    },
  ],
});

const range = (FromPort: number, ToPort: number, IpProtocol = 'tcp') => ({ IpProtocol, FromPort, ToPort });
const ssh = range(22, 22);

const admitted: readonly (readonly [says: string, permission: JsonObject])[] = [
  ['SSH to nodes from the company network', ssh],
  ['the same, with TCP by its number', range(22, 22, '6')],
  ['ports up to SSH', range(1, 22)],
  ['ports from WinRM on', range(5985, 9000)],
  ['all ports and protocols', { IpProtocol: '-1' }],
];

const narrow: readonly (readonly [says: string, permission: JsonObject])[] = [
  ['ports between those of SSH and Docker', range(23, 2374)],
  ['UDP on the port of SSH', range(22, 22, 'udp')],
  ['SSH from the members of a group', { ...ssh, IpRanges: [], UserIdGroupPairs: [{ GroupId: 'sg-1' }] }],
];

export const examples = (): Examples => ({
  fails: [
    { says: 'a node with a key pair', given: node({ KeyName: 'ops' }), at: 'KeyName' },
    {
      says: 'a node with a public address',
      given: node({ PublicIpAddress: '203.0.113.9' }),
      at: 'PublicIpAddress',
    },
    ...admitted.map(([says, permission]) => ({
      says,
      given: group(permission),
      at: 'IpPermissions[0].IpRanges[0].CidrIp',
    })),
  ],
  passes: [
    { says: 'a node with neither', given: node() },
    ...narrow.map(([says, permission]) => ({ says, given: group(permission) })),
  ],
  unknown: [
    { says: 'an instance that may run no containers', given: node({ KeyName: 'ops', Tags: [] }) },
    { says: 'SSH from the company network, in a group that nobody knows', given: group(ssh, []) },
  ],
});
