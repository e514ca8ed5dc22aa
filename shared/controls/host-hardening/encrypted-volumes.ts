// Container hosts that write to disks in the clear.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import type { AskedVolume, Host } from '../../model/platform.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Examples } from '../examples/example.ts';
import { hostVolumes, node } from '../examples/hosts.ts';

export const encryptedVolumes = defineControl({
  id: 'host-hardening/encrypted-volumes',
  title: 'The disks of container hosts are encrypted',
  severity: 'medium',
  stage: 'stable',
  judges: ['host'],
  parameters: noParameters,
  facts: (host) => volumesOf(host),
  references: {
    nist: ['4.5.1'],
    cis: ['CIS AWS Foundations 5.1.1'],
    fsbp: ['EC2.3', 'EC2.7'],
    attack: ['T1005', 'T1578.001'],
  },
  why: 'Layers, logs and container data end up on the host’s disk; a snapshot of an unencrypted disk can be shared with anybody.',
  fix: 'Turn on EBS encryption by default for the region, set `Encrypted` in the launch template, and replace the host.',
  allows: [
    'instances that are not known to run containers',
    'instance stores: EBS does not tell of them',
    'whose key it is',
  ],
  response: null,
  judge: (host, { facts }) => {
    const [request] = volumesOf(host);
    if (request === undefined) return notApplicable('the instance is not known to run containers');
    const asked = host.asked ?? [];
    const inClear = asked.filter(({ encrypted }) => encrypted.value === false);
    if (inClear.length > 0) return failIfAny(inClear.map((disk) => askedInClear(host, disk)));
    if (asked.length > 0 && asked.every(({ encrypted }) => encrypted.value === true)) return pass;
    const answer = facts.get(request);
    if (!answer.ok) return unknown(`the volumes of ${host.name} are not known: ${answer.reason}`);
    const open = answer.value.filter(({ encrypted }) => !encrypted);
    return failIfAny(
      open.map(({ volumeId }) =>
        evidence(
          'BlockDeviceMappings',
          volumeId,
          'encrypted',
          `${host.name} writes to ${volumeId} in the clear`,
        ),
      ),
    );
  },
});

function askedInClear(host: Host, { device, encrypted }: AskedVolume): Evidence {
  return evidence(encrypted.path, false, true, `${host.name} is launched with ${device} in the clear`);
}

function volumesOf({ containerHost, account, region, instanceId }: Host): FactRequestOf<'host-volumes'>[] {
  return containerHost === true ? [{ fact: 'host-volumes', account, region, instanceId }] : [];
}

const root = { volumeId: 'vol-0123456789abcdef0', encrypted: true };
const data = { volumeId: 'vol-0fedcba9876543210', encrypted: false };

export const examples = (): Examples => ({
  fails: [
    { says: 'a disk in the clear', given: node(), facts: [hostVolumes(data)], at: 'BlockDeviceMappings' },
    { says: 'the second disk', given: node(), facts: [hostVolumes(root, data)], at: 'BlockDeviceMappings' },
  ],
  passes: [
    { says: 'encrypted', given: node(), facts: [hostVolumes(root)] },
    { says: 'instance store alone', given: node(), facts: [hostVolumes()] },
  ],
  unknown: [{ says: 'disks that nobody knows', given: node() }],
  notApplicable: [{ says: 'an instance that may run no containers', given: node({ Tags: [] }) }],
});
