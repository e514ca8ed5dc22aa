// Container hosts that can be logged in to over the network.
import { z } from 'zod';
import type { Examples } from '../../examples/example.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Network, NetworkRule } from '../../model/network.ts';
import type { Host } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';

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
    'instances known to run no containers',
    'security groups admitted by group, as the control plane is to the kubelet',
    'groups known to hold no containers',
  ],
  response: 'revoke-ingress',
  judge: (subject, { parameters }) =>
    subject.kind === 'host' ? ofHost(subject) : ofNetwork(subject, parameters.ports),
});

function ofHost(host: Host): Judgement {
  const { containerHost, keyName, publicAddress, name } = host;
  if (containerHost === false) return notApplicable('the instance runs no containers');
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
  if (network.usedByContainers === false) return notApplicable('no container uses the security group');
  const found = network.ingress.value.flatMap((rule) => {
    const port = ports.find((one) => rule.cidr !== null && admits(rule, one));
    const message = `${network.name} admits ${rule.cidr} to the management port ${port}`;
    return port === undefined ? [] : [evidence(rule.path, rule.cidr, null, message)];
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

function admits({ protocol, fromPort, toPort }: NetworkRule, port: number): boolean {
  if (!/^(?:-1|tcp|6)$/i.test(protocol)) return false;
  return fromPort === null || (fromPort <= port && port <= (toPort ?? fromPort));
}

const node = (change: JsonObject): JsonObject => ({
  Reservations: [
    {
      OwnerId: '111122223333',
      Instances: [
        {
          InstanceId: 'i-0123456789abcdef0',
          ImageId: 'ami-0123456789abcdef0',
          MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1 },
          Tags: [{ Key: 'eks:cluster-name', Value: 'shop' }],
          ...change,
        },
      ],
    },
  ],
});

export const examples = (): Examples => ({
  fails: [
    { says: 'a node with a key pair', given: node({ KeyName: 'ops' }), at: 'KeyName' },
    {
      says: 'a node with a public address',
      given: node({ PublicIpAddress: '203.0.113.9' }),
      at: 'PublicIpAddress',
    },
  ],
  passes: [{ says: 'a node with neither', given: node({}) }],
  unknown: [
    { says: 'an instance that may run no containers', given: node({ KeyName: 'ops', Tags: [] }) },
    {
      says: 'SSH from the company network, in a group that nobody knows',
      given: {
        SecurityGroups: [
          {
            GroupId: 'sg-0123456789abcdef0',
            OwnerId: '111122223333',
            IpPermissions: [
              {
                IpProtocol: 'tcp',
                FromPort: 22,
                ToPort: 22,
                IpRanges: [{ CidrIp: '10.0.0.0/8' }],
                Ipv6Ranges: [],
              },
            ],
          },
        ],
      },
    },
  ],
});
