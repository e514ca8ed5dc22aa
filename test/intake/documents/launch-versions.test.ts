// Versions of launch templates, as `aws ec2 describe-launch-template-versions` answers: hosts as they will be launched.
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import { judgedFiles } from '../../support/judged-files.ts';

const joins = Buffer.from('#!/bin/bash\necho ECS_CLUSTER=shop >> /etc/ecs/ecs.config\n').toString('base64');
const version = (data: JsonObject, number = 3): JsonObject => ({
  ...{ LaunchTemplateId: 'lt-0123456789abcdef0', LaunchTemplateName: 'hosts', VersionNumber: number },
  ...{ DefaultVersion: number === 3, LaunchTemplateData: { UserData: joins, ...data } },
});
const answer = (...versions: readonly JsonObject[]): Json => ({ LaunchTemplateVersions: versions });
const disk = (encrypted: boolean) => ({
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: encrypted, VolumeSize: 30 } }],
});
const profile = (arn: string) => ({ UserData: '', IamInstanceProfile: { Arn: arn } });
const ecsHosts = 'arn:aws:iam::111122223333:instance-profile/ecsInstanceRole';

const tokens = 'host-hardening/imdsv2';
const logins = 'host-hardening/no-host-ssh';
const disks = 'host-hardening/encrypted-volumes';

describe('versions of launch templates', () => {
  it.each<[control: string, expected: string, says: string, data: JsonObject]>([
    [tokens, 'fail', 'IMDSv1', { MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled' } }],
    [
      tokens,
      'fail',
      'IMDSv1 of a host by its profile',
      { ...profile(ecsHosts), MetadataOptions: { HttpTokens: 'optional' } },
    ],
    [logins, 'fail', 'a key pair', { KeyName: 'ops' }],
    [
      logins,
      'fail',
      'a public address',
      { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }] },
    ],
    [disks, 'fail', 'a disk in the clear', disk(false)],
    [tokens, 'pass', 'IMDSv2', { MetadataOptions: { HttpTokens: 'required' } }],
    [
      tokens,
      'pass',
      'no metadata service',
      { MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'disabled' } },
    ],
    [logins, 'pass', 'no key', { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false }] }],
    [disks, 'pass', 'an encrypted disk', disk(true)],
    [
      logins,
      'unknown',
      'a key of a host of which nothing says that it joins a cluster',
      { UserData: '', KeyName: 'ops' },
    ],
  ])('%s: %s for %s', async (control, expected, _, data) => {
    const found = await judgedFiles({ 'versions.json': answer(version(data)) });
    expect(found(control).map(({ outcome }) => outcome)).toEqual([expected]);
  });

  it('are subjects of their own, each with its number', async () => {
    const found = await judgedFiles({
      'versions.json': answer(version({ KeyName: 'a' }, 1), version({}, 2)),
    });
    expect(found(logins).map(({ subject, outcome }) => [subject.id, outcome])).toEqual([
      ['lt-0123456789abcdef0/1', 'fail'],
      ['lt-0123456789abcdef0/2', 'pass'],
    ]);
  });
});
