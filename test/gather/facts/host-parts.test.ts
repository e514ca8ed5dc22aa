// What a host was launched from and writes to: from AWS and from a snapshot.
import { describe, expect, it } from 'vitest';
import { createFacts } from '../../../shared/gather/facts.ts';
import { parseSnapshot, snapshotApi } from '../../../shared/gather/snapshot.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { answered, fakeApi } from '../fake-api.ts';

const here = { account: '111122223333', region: 'eu-central-1' };
const imageId = 'ami-0123456789abcdef0';
const instanceId = 'i-0123456789abcdef0';
const image = {
  ImageId: imageId,
  Name: 'bottlerocket-aws-ecs-2-x86_64-v1.50.0',
  OwnerId: '092701018921',
  ImageOwnerAlias: 'amazon',
  CreationDate: '2026-11-01T00:00:00.000Z',
};
const volume = (id: string, on: string, more: JsonObject = {}): JsonObject => ({
  VolumeId: id,
  Attachments: [{ InstanceId: on }],
  ...more,
});
const facts = (operations: JsonObject) => {
  const accounts = { '111122223333': { regions: { 'eu-central-1': operations } } };
  const parsed = parseSnapshot({ version: 1, takenAt: '2026-11-17T08:00:00Z', accounts }, 'facts.json');
  if (!parsed.ok || parsed.problems.length > 0) throw new Error(JSON.stringify(parsed.problems));
  return createFacts(snapshotApi(parsed.snapshot));
};

describe('machine-image', () => {
  const ask = { fact: 'machine-image', ...here, imageId } as const;

  it('tells name, owner and age', async () => {
    const known = {
      ...{ imageId, name: image.Name, owner: '092701018921', ownerAlias: 'amazon' },
      createdAt: '2026-11-01T00:00:00.000Z',
    };
    const live = createFacts(fakeApi({ 'ec2.DescribeImages': { Images: [image] } }));
    expect(answered(await live.get(ask))).toEqual(known);
    const recorded = facts({
      'EC2.DescribeImages': [{ input: { ImageIds: [imageId] }, output: { Images: [image] } }],
    });
    expect(answered(await recorded.get(ask))).toEqual(known);
  });

  it('of one that its owner took back is not found; of one not recorded nobody knows', async () => {
    const gone = createFacts(fakeApi({ 'ec2.DescribeImages': { Images: [] } }));
    expect(await gone.get(ask)).toMatchObject({ ok: false, code: 'not-found' });
    expect(await facts({}).get(ask)).toMatchObject({ ok: false, code: 'not-recorded' });
  });
});

describe('host-volumes', () => {
  const ask = { fact: 'host-volumes', ...here, instanceId } as const;
  const expected = [
    { volumeId: 'vol-1', encrypted: true },
    { volumeId: 'vol-2', encrypted: false },
  ];
  const own = [volume('vol-1', instanceId, { Encrypted: true }), volume('vol-2', instanceId)];

  it('asks for those attached to the instance, to the last page', async () => {
    const api = fakeApi({
      'ec2.DescribeVolumes': ({ NextToken }) =>
        NextToken === undefined ? { Volumes: own.slice(0, 1), NextToken: 'n' } : { Volumes: own.slice(1) },
    });
    expect(answered(await createFacts(api).get(ask))).toEqual(expected);
    expect(api.requests[0]?.input).toEqual({
      Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }],
    });
  });

  it('finds them in the list of all volumes', async () => {
    const all = [...own, volume('vol-3', 'i-0fedcba9876543210')];
    const recorded = facts({ 'EC2.DescribeVolumes': [{ input: {}, output: { Volumes: all } }] });
    expect(answered(await recorded.get(ask))).toEqual(expected);
    const cut = facts({ 'EC2.DescribeVolumes': [{ input: {}, output: { Volumes: all, NextToken: 'n' } }] });
    expect(await cut.get(ask)).toMatchObject({ ok: false, code: 'not-recorded' });
  });
});
