// Facts of repositories, hosts, security groups and image configurations, and facts that break.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BlobReader } from '../../../shared/gather/api.ts';
import { createFacts, noFacts } from '../../../shared/gather/facts.ts';
import type { FactRequest } from '../../../shared/model/facts.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { answered, fakeApi } from '../fake-api.ts';

const here = { account: '111122223333', region: 'eu-central-1' };

describe('repository', () => {
  const repository = {
    repositoryArn: 'arn:aws:ecr:eu-central-1:111122223333:repository/team/shop',
    registryId: '111122223333',
    repositoryName: 'team/shop',
    imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
    imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: '*' }, {}],
    imageScanningConfiguration: { scanOnPush: true },
  };
  const policy = { Version: '2012-10-17', Statement: [] };
  const described = { 'ecr.DescribeRepositories': { repositories: [repository] } };

  it.each(['team/shop', repository.repositoryArn])('%s gives settings and policy', async (name) => {
    const api = fakeApi({ ...described, 'ecr.GetRepositoryPolicy': { policyText: JSON.stringify(policy) } });
    const value = answered(await createFacts(api).get({ fact: 'repository', ...here, name }));
    expect(value).toMatchObject({
      id: repository.repositoryArn,
      name: 'team/shop',
      tagMutability: { value: 'IMMUTABLE_WITH_EXCLUSION' },
      mutabilityExclusions: { value: ['*'] },
      scanOnPush: { value: true, path: 'imageScanningConfiguration.scanOnPush' },
      policy: { value: policy, path: 'policyText' },
    });
    expect(api.requests[1]?.input).toEqual({ registryId: '111122223333', repositoryName: 'team/shop' });
  });

  it.each([
    ['not-found', { ok: true }],
    ['denied', { ok: false, code: 'denied' }],
    ['not-recorded', { ok: false, code: 'not-recorded' }],
  ] as const)('with its policy %s is %j', async (code, wanted) => {
    const api = fakeApi({ ...described, 'ecr.GetRepositoryPolicy': code });
    const answer = await createFacts(api).get({ fact: 'repository', ...here, name: 'team/shop' });
    expect(answer).toMatchObject(wanted);
    if (answer.ok) expect(answer.value.policy.value).toBeNull();
  });

  it('is not found in an answer about others', async () => {
    const api = fakeApi(described);
    const answer = await createFacts(api).get({ fact: 'repository', ...here, account: null, name: 'other' });
    expect(answer).toMatchObject({ code: 'not-found' });
  });
});

describe('host', () => {
  const instance = {
    InstanceId: 'i-0abc',
    ImageId: 'ami-1',
    KeyName: 'ops',
    PublicIpAddress: '203.0.113.9',
    IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/node' },
    MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 2 },
    Tags: [
      { Key: 'Name', Value: 'node-1' },
      { Key: 'eks:cluster-name', Value: 'prod' },
    ],
  };

  it('reads metadata options with their paths', async () => {
    const api = fakeApi({
      'ec2.DescribeInstances': {
        Reservations: [{ Instances: [{}] }, { OwnerId: '999988887777', Instances: [instance] }],
      },
    });
    const host = answered(await createFacts(api).get({ fact: 'host', ...here, instanceId: 'i-0abc' }));
    const path = 'Reservations[1].Instances[0]';
    expect(host).toMatchObject({
      name: 'node-1',
      account: '999988887777',
      containerHost: true,
      httpTokens: { value: 'optional', path: `${path}.MetadataOptions.HttpTokens` },
      hopLimit: { value: 2, path: `${path}.MetadataOptions.HttpPutResponseHopLimit` },
      publicAddress: { value: '203.0.113.9' },
      instanceProfile: { value: 'arn:aws:iam::111122223333:instance-profile/node' },
    });
  });

  it('does not know what an untagged one is for, and does not find another', async () => {
    const plain = { 'ec2.DescribeInstances': { Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }] } };
    const facts = createFacts(fakeApi(plain));
    expect(answered(await facts.get({ fact: 'host', ...here, instanceId: 'i-1' })).containerHost).toBeNull();
    expect(await facts.get({ fact: 'host', ...here, instanceId: 'i-2' })).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('what is deleted, and shown a while longer', () => {
  const host = (Name: string) => ({
    'ec2.DescribeInstances': { Reservations: [{ Instances: [{ InstanceId: 'i-1', State: { Name } }] }] },
  });
  const ecs = (status: string) => ({
    'ecs.DescribeClusters': { clusters: [{ clusterName: 'prod', status }] },
  });
  const eks = (status: string) => ({ 'eks.DescribeCluster': { cluster: { name: 'prod', status } } });
  const asked = (platform: 'ecs' | 'eks') => ({ fact: 'cluster', ...here, platform, name: 'prod' }) as const;

  it.each([
    [
      'a host',
      { fact: 'host', ...here, instanceId: 'i-1' },
      host,
      ['shutting-down', 'terminated'],
      'stopped',
    ],
    ['a cluster of ECS', asked('ecs'), ecs, ['DEPROVISIONING', 'INACTIVE'], 'ACTIVE'],
    ['a cluster of EKS', asked('eks'), eks, ['DELETING'], 'UPDATING'],
  ] as const)('%s is not found', async (_, request, shown, gone, there) => {
    for (const status of gone)
      expect(await createFacts(fakeApi(shown(status))).get(request)).toMatchObject({ code: 'not-found' });
    expect(await createFacts(fakeApi(shown(there))).get(request)).toMatchObject({ ok: true });
  });
});

describe('security-group', () => {
  it('makes one rule of each source', async () => {
    const group = {
      GroupId: 'sg-1',
      GroupName: 'web',
      OwnerId: '111122223333',
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 22,
          ToPort: 22,
          IpRanges: [{ CidrIp: '0.0.0.0/0' }],
          Ipv6Ranges: [{ CidrIpv6: '::/0' }],
          UserIdGroupPairs: [{ GroupId: 'sg-2' }],
          PrefixListIds: [{ PrefixListId: 'pl-1' }],
        },
        { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      ],
    };
    const facts = createFacts(fakeApi({ 'ec2.DescribeSecurityGroups': { SecurityGroups: [group] } }));
    const network = answered(await facts.get({ fact: 'security-group', ...here, groupId: 'sg-1' }));
    const ssh = { protocol: 'tcp', fromPort: 22, toPort: 22 };
    expect(network.ingress.value).toEqual([
      { path: 'IpPermissions[0].IpRanges[0]', ...ssh, cidr: '0.0.0.0/0', group: null },
      { path: 'IpPermissions[0].Ipv6Ranges[0]', ...ssh, cidr: '::/0', group: null },
      { path: 'IpPermissions[0].UserIdGroupPairs[0]', ...ssh, cidr: null, group: 'sg-2' },
      { path: 'IpPermissions[0].PrefixListIds[0]', ...ssh, cidr: null, group: 'pl-1' },
      {
        path: 'IpPermissions[1].IpRanges[0]',
        protocol: 'icmp',
        fromPort: null,
        toPort: null,
        cidr: '10.0.0.0/8',
        group: null,
      },
    ]);
    expect(network.partial).toBe(false);
    expect(await facts.get({ fact: 'security-group', ...here, groupId: 'sg-9' })).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('image-config', () => {
  const config = JSON.stringify({
    os: 'linux',
    created: '2026-10-01T00:00:00Z',
    config: {
      User: '1000',
      Entrypoint: ['/app'],
      Env: ['A=b'],
      ExposedPorts: { '8080/tcp': {} },
      Labels: { a: 'b' },
    },
  });
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  const manifest = JSON.stringify({ schemaVersion: 2, config: { digest, size: config.length } });
  const manifestDigest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  const size = manifest.length;
  const index = JSON.stringify({
    manifests: [
      { digest: `sha256:${'a'.repeat(64)}`, size, platform: { os: 'unknown', architecture: 'unknown' } },
      { digest: `sha256:${'c'.repeat(64)}`, size, platform: { os: 'linux', architecture: 'arm64' } },
      { digest: manifestDigest, size, platform: { os: 'linux', architecture: 'amd64' } },
    ],
  });
  const image = '444455556666.dkr.ecr.us-east-1.amazonaws.com/team/shop';
  const blobs = (text: string): BlobReader => ({
    read: async () => ({ ok: true, bytes: new TextEncoder().encode(text) }),
  });
  const manifests = (input: JsonObject): JsonObject => {
    const [id] = input.imageIds as { imageTag?: string; imageDigest?: string }[];
    return { images: [{ imageManifest: id?.imageTag === undefined ? manifest : index }] };
  };
  const calls = {
    'ecr.BatchGetImage': manifests,
    'ecr.GetDownloadUrlForLayer': { downloadUrl: 'https://example.com/secret', layerDigest: digest },
  };

  it('goes from the tag over the index to the configuration of linux/amd64', async () => {
    const api = fakeApi(calls);
    const answer = await createFacts(api, blobs(config)).get({
      fact: 'image-config',
      ...here,
      image: `${image}:v1`,
    });
    expect(answered(answer)).toEqual({
      user: { value: '1000', path: 'config.User' },
      entryPoint: { value: ['/app'], path: 'config.Entrypoint' },
      command: { value: [], path: 'config.Cmd' },
      exposedPorts: { value: ['8080/tcp'], path: 'config.ExposedPorts' },
      environment: { value: ['A=b'], path: 'config.Env' },
      labels: { a: 'b' },
      os: 'linux',
      createdAt: '2026-10-01T00:00:00Z',
    });
    expect(api.requests.map(({ account, region, input }) => [account, region, input.imageIds])).toEqual([
      ['444455556666', 'us-east-1', [{ imageTag: 'v1' }]],
      ['444455556666', 'us-east-1', [{ imageDigest: manifestDigest }]],
      ['444455556666', 'us-east-1', undefined],
    ]);
  });

  it.each([
    ['another Linux', ['unknown/unknown', 'windows/amd64', 'linux/arm64'], 2],
    ['the first image, never an attestation', ['unknown/unknown', 'windows/amd64', 'windows/arm64'], 1],
  ])('takes %s where there is no linux/amd64', async (_, platforms, chosen) => {
    const digests = ['a', 'b', 'c'].map((letter) => `sha256:${letter.repeat(64)}`);
    const list = platforms.map((platform, n) => {
      const [os, architecture] = platform.split('/');
      return { digest: digests[n], size: 7, platform: { os, architecture } };
    });
    const api = fakeApi({
      'ecr.BatchGetImage': { images: [{ imageManifest: JSON.stringify({ manifests: list }) }] },
    });
    await createFacts(api, blobs(config)).get({ fact: 'image-config', ...here, image });
    expect(api.requests[1]?.input.imageIds).toEqual([{ imageDigest: digests[chosen] }]);
  });

  it('asks for latest where nothing is said', async () => {
    const api = fakeApi(calls);
    await createFacts(api, blobs(config)).get({ fact: 'image-config', ...here, image });
    expect(api.requests[0]?.input.imageIds).toEqual([{ imageTag: 'latest' }]);
  });

  it.each([
    ['docker.io/library/nginx:1', calls, config, 'no-facts'],
    ['Not An Image', calls, config, 'no-facts'],
    [`${image}:v1`, calls, '{"config":{"User":"root"}}', 'failed'],
    [
      `${image}:v1`,
      { ...calls, 'ecr.BatchGetImage': { images: [], failures: [{ failureCode: 'ImageNotFound' }] } },
      config,
      'not-found',
    ],
    [
      `${image}:v1`,
      { ...calls, 'ecr.BatchGetImage': { images: [], failures: [{ failureCode: 'KmsError' }] } },
      config,
      'failed',
    ],
    [
      `${image}:v1`,
      { ...calls, 'ecr.BatchGetImage': { images: [{ imageManifest: '[]' }] } },
      config,
      'failed',
    ],
    [
      `${image}:v1`,
      { ...calls, 'ecr.BatchGetImage': { images: [{ imageManifest: '{' }] } },
      config,
      'failed',
    ],
    [
      `${image}:v1`,
      { ...calls, 'ecr.BatchGetImage': { images: [{ imageManifest: '{}' }] } },
      config,
      'failed',
    ],
    [
      `${image}:v1`,
      { ...calls, 'ecr.BatchGetImage': { images: [{ imageManifest: '{"manifests":[]}' }] } },
      config,
      'failed',
    ],
    [`${image}:v1`, { ...calls, 'ecr.GetDownloadUrlForLayer': 'denied' }, config, 'denied'],
  ] as const)('%s is not to be had (%#)', async (asked, answers, blob, code) => {
    const facts = createFacts(fakeApi(answers), blobs(blob));
    expect(await facts.get({ fact: 'image-config', ...here, image: asked })).toMatchObject({
      ok: false,
      code,
    });
  });

  it('needs a blob reader', async () => {
    const facts = createFacts(fakeApi(calls));
    expect(await facts.get({ fact: 'image-config', ...here, image })).toMatchObject({ code: 'no-facts' });
  });
});

describe('facts that break', () => {
  const requests: FactRequest[] = [
    { fact: 'host', ...here, instanceId: 'i-1' },
    { fact: 'principal', ...here, arn: 'web' },
    { fact: 'cluster', ...here, platform: 'eks', name: 'c' },
  ];
  it.each(requests)('$fact answers when the API throws', async (request) => {
    const api = { call: () => Promise.reject(new Error('boom')) };
    expect(await createFacts(api).get(request)).toMatchObject({ ok: false, code: 'failed', reason: 'boom' });
  });
  it('an unknown fact is an answer too', async () => {
    const request = { fact: 'principal', ...here, arn: null } as unknown as FactRequest;
    expect(await createFacts(fakeApi({})).get(request)).toMatchObject({ ok: false, code: 'failed' });
  });
  it.each(requests)('noFacts has no $fact', async (request) => {
    expect(await noFacts().get(request)).toMatchObject({ ok: false, code: 'no-facts' });
  });
});
