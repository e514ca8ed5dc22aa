// The facts on images over ECR's own API: referrers, scans, ages, contents.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BlobReader } from '../../../shared/gather/api.ts';
import { failure } from '../../../shared/gather/api.ts';
import { createFacts } from '../../../shared/gather/facts.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { tarOf } from '../../contents/tars.ts';
import { answered, fakeApi, readAt } from '../fake-api.ts';

const digestOf = (bytes: Uint8Array | string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const image = '444455556666.dkr.ecr.us-east-1.amazonaws.com/team/shop';
const here = { account: null, region: null };
const imageType = 'application/vnd.oci.image.manifest.v1+json';

/** A repository of ECR: what lies in it, by digest and tag. */
function repository() {
  const blobs = new Map<string, Uint8Array>();
  const manifests = new Map<string, string>();
  const blob = (bytes: Uint8Array | string, mediaType: string) => {
    const kept = Buffer.from(bytes);
    blobs.set(digestOf(kept), kept);
    return { mediaType, digest: digestOf(kept), size: kept.length };
  };
  const manifest = (json: JsonObject, tag?: string) => {
    const text = JSON.stringify(json);
    for (const name of [digestOf(text), ...(tag === undefined ? [] : [tag])]) manifests.set(name, text);
    return { mediaType: String(json.mediaType ?? imageType), digest: digestOf(text), size: text.length };
  };
  const calls = {
    'ecr.BatchGetImage': (input: JsonObject): JsonObject => {
      const [id] = input.imageIds as { imageTag?: string; imageDigest?: string }[];
      const text = manifests.get(id?.imageDigest ?? id?.imageTag ?? '');
      if (text === undefined) return { images: [], failures: [{ failureCode: 'ImageNotFound' }] };
      return { images: [{ imageManifest: text, imageId: { imageDigest: digestOf(text) } }] };
    },
    'ecr.GetDownloadUrlForLayer': (input: JsonObject): JsonObject => ({
      downloadUrl: `https://x/${input.layerDigest}`,
    }),
    'ecr.ListImageReferrers': {},
    'ecr.DescribeImages': {
      imageDetails: [{ imagePushedAt: '2026-11-20T09:55:00.000Z', imageTags: ['1.0'] }],
    },
  };
  const reader: BlobReader = {
    read: async (url, maximum) => {
      const bytes = blobs.get(url.slice('https://x/'.length));
      if (bytes === undefined) return failure('not-found', 'no such blob');
      return bytes.length > maximum ? failure('failed', 'too large') : { ok: true, bytes };
    },
  };
  const put = (tag: string, layers: readonly JsonObject[] = [], change: JsonObject = {}) => {
    const config = blob(
      JSON.stringify({ os: 'linux', created: '2026-10-01T00:00:00Z', ...change }),
      'application/vnd.oci.image.config.v1+json',
    );
    return manifest({ mediaType: imageType, config, layers }, tag);
  };
  return { blob, manifest, put, calls, reader };
}

describe('image-signatures', () => {
  it('tells tags and time of the push, and asks referrers page by page', async () => {
    const { put, calls, reader } = repository();
    const { digest } = put('1.0');
    const pages: JsonObject[] = [{ referrers: [], nextToken: 'n' }, { referrers: [] }];
    const api = fakeApi({ ...calls, 'ecr.ListImageReferrers': () => pages.shift() ?? {} });
    const signers = [{ name: 'k', 'cosign-key': 'k', files: { k: 'no key' } }];
    const facts = createFacts(api, reader);
    const unusable = answered(
      await facts.get({ fact: 'image-signatures', ...here, image: `${image}:1.0`, signers }),
    );
    expect(unusable).toMatchObject({
      digest,
      pushedAt: '2026-11-20T09:55:00.000Z',
      tags: ['1.0'],
      askedFor: [],
    });
    expect(unusable.unusable).toEqual(['k holds no public key in PEM']);
    expect(api.operations()).not.toContain('ecr.ListImageReferrers');
  });

  it('ends where a list of referrers has no end', async () => {
    const { put, calls, reader } = repository();
    put('1.0');
    const { generateKeyPairSync } = await import('node:crypto');
    const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const signers = [{ name: 'k', 'cosign-key': 'k', files: { k: pem } }];
    let asked = 0;
    const tokens = [() => 'again', () => `turn ${asked % 2}`, () => `page ${asked}`];
    for (const token of tokens) {
      const page = () => {
        asked++;
        return { referrers: [], nextToken: token() };
      };
      const answer = await createFacts(fakeApi({ ...calls, 'ecr.ListImageReferrers': page }), reader).get({
        fact: 'image-signatures',
        ...here,
        image: `${image}:1.0`,
        signers,
      });
      expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('more than 1000') });
    }
  });

  it('says how far ECR is with signing it, where a signature is missed', async () => {
    const { put, calls, reader } = repository();
    const { digest } = put('1.0');
    const { generateKeyPairSync } = await import('node:crypto');
    const pem = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const signers = [{ name: 'k', 'cosign-key': 'k', files: { k: pem } }];
    const ask = { fact: 'image-signatures', ...here, image: `${image}:1.0`, signers } as const;
    const signingProfileArn = 'arn:aws:signer:eu-central-1:111122223333:/signing-profiles/release';
    const failed = { signingProfileArn, status: 'FAILED', failureCode: 'AccessDenied', failureReason: 'no' };
    const api = fakeApi({
      ...calls,
      'ecr.ListImageReferrers': { referrers: [] },
      'ecr.DescribeImageSigningStatus': ({ imageId }: JsonObject) =>
        JSON.stringify(imageId) === JSON.stringify({ imageDigest: digest })
          ? { signingStatuses: [failed] }
          : {},
    });
    expect(answered(await createFacts(api, reader).get(ask)).managed).toEqual([
      { profile: signingProfileArn, status: 'FAILED', reason: 'no' },
    ]);
    // Who may not ask, or has no such registry, judges all the same.
    const without = fakeApi({ ...calls, 'ecr.ListImageReferrers': { referrers: [] } });
    expect(answered(await createFacts(without, reader).get(ask))).not.toHaveProperty('managed');
    const nobody = fakeApi(calls);
    await createFacts(nobody, reader).get({ ...ask, signers: [] });
    expect(nobody.operations()).not.toContain('ecr.DescribeImageSigningStatus');
  });

  it('leads from an artefact to its image', async () => {
    const { put, manifest, calls, reader } = repository();
    const subject = put('1.0');
    const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf('{}'), size: 2 };
    const artifactType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const { digest } = manifest({ mediaType: imageType, artifactType, config: empty, layers: [], subject });
    const facts = createFacts(fakeApi(calls), reader);
    const answer = await facts.get({
      fact: 'image-signatures',
      ...here,
      image: `${image}@${digest}`,
      signers: [],
    });
    expect(answered(answer)).toMatchObject({
      artefact: 'a signature or attestation',
      subject: subject.digest,
      platforms: [{ digest, platform: null, signed: [] }],
    });
  });

  it('is not found where there is no image, and does not fail for want of a time', async () => {
    const { put, calls, reader } = repository();
    put('1.0');
    const facts = createFacts(fakeApi({ ...calls, 'ecr.DescribeImages': 'denied' }), reader);
    const ask = { fact: 'image-signatures', ...here, signers: [] } as const;
    expect(await facts.get({ ...ask, image: `${image}:2.0` })).toMatchObject({
      ok: false,
      code: 'not-found',
    });
    expect(answered(await facts.get({ ...ask, image: `${image}:1.0` }))).toMatchObject({
      pushedAt: null,
      tags: [],
    });
  });
});

describe('image-scan', () => {
  const ask = { fact: 'image-scan', ...here, image: `${image}:1.0` } as const;
  const scanned = (output: JsonObject | ((input: JsonObject) => JsonObject)) => {
    const { put, calls, reader } = repository();
    put('1.0');
    return createFacts(fakeApi({ ...calls, 'ecr.DescribeImageScanFindings': output }), reader).get(ask);
  };

  it('reads a basic scan, over its pages', async () => {
    const finding = (name: string) => ({
      name,
      severity: 'HIGH',
      attributes: [{ key: 'package_name', value: 'zlib' }],
    });
    const answer = await scanned((input) => ({
      imageScanStatus: { status: 'COMPLETE' },
      imageScanFindings: {
        imageScanCompletedAt: '2026-11-19T00:00:00.000Z',
        findings: [finding(input.nextToken === undefined ? 'CVE-1' : 'CVE-2')],
      },
      ...(input.nextToken === undefined ? { nextToken: 'n' } : {}),
    }));
    expect(answered(answer)).toMatchObject({
      ...{ status: 'COMPLETE', continuous: false, completedAt: '2026-11-19T00:00:00.000Z', suppressed: 0 },
      vulnerabilities: [
        { id: 'CVE-1', severity: 'HIGH', package: 'zlib', fixable: null, exploited: null },
        { id: 'CVE-2' },
      ],
    });
  });

  it('reads an enhanced one, without what somebody suppressed', async () => {
    const finding = (status: string, id: string) => ({
      ...{ status, severity: 'CRITICAL', fixAvailable: 'YES', exploitAvailable: 'NO' },
      packageVulnerabilityDetails: { vulnerabilityId: id, vulnerablePackages: [{ name: 'openssl' }] },
    });
    const answer = await scanned({
      imageScanStatus: { status: 'ACTIVE' },
      imageScanFindings: {
        enhancedFindings: [
          finding('ACTIVE', 'CVE-1'),
          finding('SUPPRESSED', 'CVE-2'),
          finding('CLOSED', 'CVE-3'),
        ],
      },
    });
    expect(answered(answer)).toMatchObject({
      ...{ status: 'ACTIVE', continuous: true, suppressed: 1 },
      vulnerabilities: [{ id: 'CVE-1', package: 'openssl', fixable: true, exploited: false }],
    });
  });

  it('of registries other than ECR is not read', async () => {
    const facts = createFacts(fakeApi({}));
    expect(await facts.get({ ...ask, image: 'ghcr.io/acme/web:1' })).toMatchObject({
      ok: false,
      code: 'no-facts',
    });
  });

  it('that was never made is an answer', async () => {
    const { put, calls, reader } = repository();
    put('1.0');
    const base = fakeApi(calls);
    const api = {
      call: async (request: Parameters<typeof base.call>[0]) =>
        request.operation === 'DescribeImageScanFindings'
          ? { ...failure('not-found', 'no scan'), error: 'ScanNotFoundException' }
          : base.call(request),
    };
    expect(answered(await createFacts(api, reader).get(ask))).toMatchObject({
      status: 'NOT_SCANNED',
      vulnerabilities: [],
    });
  });
});

describe('image-age', () => {
  it('has both times, and tells an artefact', async () => {
    const { put, manifest, calls, reader } = repository();
    put('1.0');
    const chart = { mediaType: 'application/vnd.cncf.helm.config.v1+json', digest: digestOf('{}'), size: 2 };
    manifest({ mediaType: imageType, config: chart, layers: [] }, 'chart');
    const facts = createFacts(fakeApi(calls), reader);
    const ask = { fact: 'image-age', ...here } as const;
    expect(await facts.get({ ...ask, image: `${image}:1.0` })).toMatchObject({
      value: { artefact: null, createdAt: '2026-10-01T00:00:00Z', pushedAt: '2026-11-20T09:55:00.000Z' },
      asOf: readAt,
    });
    expect(answered(await facts.get({ ...ask, image: `${image}:chart` }))).toMatchObject({
      artefact: 'a Helm chart',
    });
  });
});

describe('image-contents', () => {
  const ask = { fact: 'image-contents', ...here, image: `${image}:1.0`, maximumBytes: 100_000 } as const;

  it('looks into the layers', async () => {
    const { blob, put, calls, reader } = repository();
    put('1.0', [blob(await tarOf(['bin/sh']), 'application/vnd.oci.image.layer.v1.tar')]);
    expect(answered(await createFacts(fakeApi(calls), reader).get(ask))).toMatchObject({
      counts: { shell: 1 },
      files: 1,
    });
  });

  it('does not where they are too large, or no layers', async () => {
    const { blob, put, calls, reader } = repository();
    put('1.0', [blob('x'.repeat(2000), 'application/vnd.oci.image.layer.v1.tar')]);
    const facts = createFacts(fakeApi(calls), reader);
    expect(await facts.get({ ...ask, maximumBytes: 10 })).toMatchObject({ ok: false, code: 'no-facts' });
    expect(await facts.get(ask)).toMatchObject({
      ok: false,
      code: 'failed',
      reason: expect.stringContaining('no tar'),
    });
  });
});

describe('host-agent', () => {
  const about = { fact: 'host-agent', ...here, instanceId: 'i-0123456789abcdef0', cluster: 'shop' } as const;
  const ask = { ...about, agent: 'ecs' } as const;
  const instance = { agentConnected: true, versionInfo: { agentVersion: '1.108.0' } };
  const calls = {
    'ecs.ListContainerInstances': { containerInstanceArns: ['arn:x'] },
    'ecs.DescribeContainerInstances': { containerInstances: [instance] },
  };

  it('is what its container instance says', async () => {
    const answer = await createFacts(fakeApi(calls)).get(ask);
    expect(answered(answer)).toEqual({ kind: 'ecs', version: '1.108.0', connected: true });
  });

  it.each([
    ['no cluster', { ...ask, cluster: null }, calls, 'no-facts'],
    ['no instance', { ...ask, instanceId: 'x' }, calls, 'no-facts'],
    ['none in the cluster', ask, { ...calls, 'ecs.ListContainerInstances': {} }, 'not-found'],
    ['one that is gone', ask, { ...calls, 'ecs.DescribeContainerInstances': {} }, 'not-found'],
  ] as const)('is not to be had: %s', async (_, request, answers, code) => {
    expect(await createFacts(fakeApi(answers)).get(request)).toMatchObject({ ok: false, code });
  });

  const node = (providerID: string, kubeletVersion: string) => ({
    spec: { providerID },
    status: { nodeInfo: { kubeletVersion } },
  });
  const kubelet = { ...about, agent: 'kubelet' } as const;

  it('is the kubelet of its node, by the instance that the provider id names', async () => {
    const items = [
      node('aws:///eu-central-1a/i-0123456789abcdef01', 'v1.1.1'),
      node('gce://project/zone/i-0123456789abcdef0', 'v1.2.2'),
      node('aws:///eu-central-1a/i-0123456789abcdef0', 'v1.34.1-eks-113cf36'),
    ];
    const api = fakeApi({ 'kubernetes.ListNodes': { items } });
    expect(answered(await createFacts(api).get(kubelet))).toEqual({
      ...{ kind: 'kubelet', version: 'v1.34.1-eks-113cf36', connected: null },
    });
    expect(api.requests[0]?.input).toEqual({ cluster: 'shop' });
  });

  it.each([
    ['a list without its node', { items: [] }],
    ['a list of what no node is', { items: [null, 'x', { spec: 1 }] }],
  ])('%s shows that it has not joined', async (_, nodes) => {
    const api = fakeApi({ 'kubernetes.ListNodes': nodes });
    expect(answered(await createFacts(api).get(kubelet))).toMatchObject({ version: null, joined: false });
  });

  it.each([
    ['no list of nodes', 'not-recorded', 'not-recorded'],
    ['no right to list them', 'denied', 'denied'],
  ] as const)('of a node is not to be had: %s', async (_, nodes, code) => {
    const api = fakeApi({ 'kubernetes.ListNodes': nodes as 'denied' });
    expect(await createFacts(api).get(kubelet)).toMatchObject({ ok: false, code });
  });

  const inGroup = { ...kubelet, nodeGroup: 'web' } as const;
  const group = {
    nodegroupName: 'web',
    version: '1.33',
    amiType: 'AL2023_x86_64_STANDARD',
    status: 'ACTIVE',
  };
  const eks = { 'eks.DescribeCluster': { cluster: { version: '1.35' } } };

  it('is that of its managed node group, where nobody lists nodes, beside the version of the API server', async () => {
    const api = fakeApi({ ...eks, 'eks.DescribeNodegroup': { nodegroup: group } });
    expect(answered(await createFacts(api).get(inGroup))).toEqual({
      ...{ kind: 'kubelet', version: '1.33', connected: null, apiServer: '1.35' },
    });
    expect(api.requests[1]?.input).toEqual({ clusterName: 'shop', nodegroupName: 'web' });
  });

  it('is that of its group before it has joined', async () => {
    const api = fakeApi({
      ...eks,
      'kubernetes.ListNodes': { items: [] },
      'eks.DescribeNodegroup': { nodegroup: group },
    });
    expect(answered(await createFacts(api).get(inGroup)).version).toBe('1.33');
    const unknown = fakeApi({
      ...eks,
      'kubernetes.ListNodes': { items: [] },
      'eks.DescribeNodegroup': 'denied',
    });
    expect(answered(await createFacts(unknown).get(inGroup))).toMatchObject({ joined: false });
  });

  it('is that of the node itself before that of its group', async () => {
    const items = [node('aws:///eu-central-1a/i-0123456789abcdef0', 'v1.34.1-eks-113cf36')];
    const api = fakeApi({ ...eks, 'kubernetes.ListNodes': { items }, 'eks.DescribeNodegroup': 'denied' });
    expect(answered(await createFacts(api).get(inGroup)).version).toBe('v1.34.1-eks-113cf36');
    expect(api.operations()).not.toContain('eks.DescribeNodegroup');
  });

  it.each([
    ['an AMI of its own', { nodegroup: { ...group, amiType: 'CUSTOM' } }, 'no-facts'],
    ['an update under way', { nodegroup: { ...group, status: 'UPDATING' } }, 'no-facts'],
    ['no version', { nodegroup: { ...group, version: null } }, 'failed'],
    ['nothing that a group is', { nodegroup: 'web' }, 'failed'],
    ['no such group', 'not-found', 'not-found'],
    ['no right to ask', 'denied', 'denied'],
  ] as const)('of a node group is not to be had: %s', async (_, answer, code) => {
    const api = fakeApi({ ...eks, 'eks.DescribeNodegroup': answer as 'denied' });
    expect(await createFacts(api).get(inGroup)).toMatchObject({ ok: false, code });
  });

  it('of a group is not asked for without its cluster', async () => {
    const api = fakeApi({ ...eks, 'eks.DescribeNodegroup': { nodegroup: group } });
    expect((await createFacts(api).get({ ...inGroup, cluster: null })).ok).toBe(false);
  });
});
