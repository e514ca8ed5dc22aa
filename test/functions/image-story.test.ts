// Push, signature and scan in every order and repeated: one finding, one end, one certificate; and the gate goes by it.
import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certifyImages } from '../../shared/certify/certify-images.ts';
import { controls } from '../../shared/controls/index.ts';
import { certificatesOf, withCertificates } from '../../shared/findings/certificates.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import { standing } from '../../shared/gate/standing.ts';
import type { AwsApi, BlobReader } from '../../shared/gather/api.ts';
import { failure } from '../../shared/gather/api.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { handle } from '../../shared/pipeline.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { sha256 } from '../registry/server.ts';
import { catalogue, observationsOf } from '../support/judging.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
const place = { account: '111122223333', region: 'eu-central-1' };
const repository = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web';
const imageType = 'application/vnd.oci.image.manifest.v1+json';
const pushedAt = '2026-11-17T09:00:00.000Z';

const config = JSON.stringify({ os: 'linux', config: { User: '1000' } });
const described = (text: string, mediaType: string) => ({
  mediaType,
  digest: sha256(text),
  size: text.length,
});
const manifest = JSON.stringify({
  ...{ mediaType: imageType, layers: [] },
  config: described(config, 'application/vnd.oci.image.config.v1+json'),
});
const digest = sha256(manifest);
const payload = JSON.stringify({
  critical: {
    ...{ identity: { 'docker-reference': repository }, type: 'cosign container image signature' },
    image: { 'docker-manifest-digest': digest },
  },
  optional: null,
});
const signature = JSON.stringify({
  mediaType: imageType,
  config: described(config, 'application/vnd.oci.image.config.v1+json'),
  layers: [
    {
      ...described(payload, 'application/vnd.dev.cosign.simplesigning.v1+json'),
      annotations: {
        'dev.cosignproject.cosign/signature': sign('sha256', Buffer.from(payload), privateKey).toString(
          'base64',
        ),
      },
    },
  ],
});
const signatureTag = `${digest.replace(':', '-')}.sig`;

/** ECR as far as somebody has come: what was signed and scanned by now. */
interface World {
  signed: boolean;
  scanned: boolean;
  now: string;
}

type Answers = Readonly<Record<string, (world: World, input: JsonObject) => JsonObject>>;

const answers: Answers = {
  BatchGetImage: ({ signed }, input) => {
    const [id] = (input.imageIds ?? []) as { imageTag?: string; imageDigest?: string }[];
    const held = new Map([
      [digest, manifest],
      ['1.4.2', manifest],
      ...(signed ? [[signatureTag, signature] as const] : []),
    ]);
    const text = held.get(id?.imageDigest ?? id?.imageTag ?? '');
    if (text === undefined) return { images: [], failures: [{ failureCode: 'ImageNotFound' }] };
    return { images: [{ imageManifest: text }] };
  },
  ListImageReferrers: () => ({ referrers: [] }),
  DescribeImages: () => ({ imageDetails: [{ imagePushedAt: pushedAt, imageTags: ['1.4.2'] }] }),
  GetDownloadUrlForLayer: (_, { layerDigest }) => ({ downloadUrl: String(layerDigest) }),
  DescribeImageScanFindings: ({ scanned }) =>
    scanned
      ? {
          imageScanStatus: { status: 'COMPLETE' },
          imageScanFindings: { imageScanCompletedAt: pushedAt, findings: [] },
        }
      : { imageScanStatus: { status: 'PENDING' } },
};

function apiOf(world: World): AwsApi {
  return {
    call: async ({ operation, input }) => {
      const output = answers[operation]?.(world, input);
      return output === undefined ? failure('denied', operation) : { ok: true, output, asOf: world.now };
    },
  };
}

const blobs: BlobReader = {
  read: async (url) => ({ ok: true, bytes: Buffer.from(url === sha256(config) ? config : payload) }),
};

const ecr = (time: string, detail: JsonObject): JsonObject => ({
  ...{
    version: '0',
    id: `e-${time}-${detail['image-tag']}-${detail['scan-status']}`,
    source: 'aws.ecr',
    ...place,
    time,
    resources: [],
  },
  'detail-type': detail['scan-status'] === undefined ? 'ECR Image Action' : 'ECR Image Scan',
  detail: {
    'repository-name': 'shop/web',
    'image-digest': digest,
    result: 'SUCCESS',
    'action-type': 'PUSH',
    ...detail,
  },
});

const events = {
  push: ecr('2026-11-17T09:00:00Z', { 'image-tag': '1.4.2' }),
  signature: ecr('2026-11-17T09:01:00Z', {
    'image-tag': signatureTag,
    'image-digest': `sha256:${'5'.repeat(64)}`,
  }),
  scan: ecr('2026-11-17T09:02:00Z', {
    'image-tags': ['1.4.2'],
    'scan-status': 'COMPLETE',
    'finding-severity-counts': {},
  }),
};
type Name = keyof typeof events;

const policyText = `version: 1
trust: { signers: [{ name: release, cosign-key: release.pub }] }
mode: enforce
`;

function policy() {
  const loaded = loadPolicy(policyText, { file: 'x.yml', controls, now: pushedAt, readFile: () => pem });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.policy;
}

/** One deployment of Seawall in this process. */
function seawall(world: World) {
  const store = memoryStore();
  const used = policy();
  const now = () => world.now;
  const facts = withCertificates(createFacts(apiOf(world), blobs), store, now);
  const judging = { catalogue, policy: used, facts, clock: 'facts' } as const;
  const recorder = recorderOf(store, viewOf(used), now);
  const take = async (raw: JsonObject) => {
    const ref = { file: null, index: 0, eventId: null, time: null };
    const intake = readEvent(raw, { ref, people: null, received: world.now });
    const [observation] = intake.kind === 'observed' ? [intake.observation] : observationsOf(raw);
    if (observation === undefined) throw new Error('not observed');
    const { verdicts } = await handle(observation, judging, recorder, async () => {});
    await certifyImages(verdicts, { policy: used, store, facts, now, by: 'Seawall' });
    return verdicts;
  };
  const findings = async () =>
    (await listFindings(store, { ...viewOf(used), now: world.now })).filter(({ control }) =>
      ['image-provenance/signed-image', 'image-provenance/scanned-clean'].includes(control),
    );
  return { take, findings, store };
}

const late = '2026-11-17T10:00:00.000Z';
const signed = 'image-provenance/signed-image';

describe('an image', () => {
  it('comes to the same end in whichever order its push, signature and scan are heard of', async () => {
    const order = fc.shuffledSubarray<Name>(['push', 'signature', 'scan', 'push', 'scan', 'signature'], {
      minLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(order, async (names) => {
        const world: World = { signed: false, scanned: false, now: late };
        const { take, findings, store } = seawall(world);
        for (const name of names) {
          if (name === 'signature') world.signed = true;
          if (name === 'scan') world.scanned = true;
          world.now = new Date(Date.parse(world.now) + 1000).toISOString();
          await take(events[name]);
        }
        expect((await findings()).filter(({ status }) => status !== 'resolved')).toEqual([]);
        const certificates = await certificatesOf(store, repository, digest);
        expect(certificates.map(({ tag, revoked, by }) => [tag, revoked, by])).toEqual([
          ['1.4.2', null, 'Seawall, signed by release'],
        ]);
      }),
      { numRuns: 30 },
    );
  });

  it('without a signature waits, is a finding, keeps the gate shut, and is let through once it is signed', async () => {
    const world: World = { signed: false, scanned: true, now: '2026-11-17T09:00:10.000Z' };
    const { take, findings } = seawall(world);
    const [waiting] = (await take(events.push)).filter(({ control }) => control === signed);
    expect(waiting).toMatchObject({ outcome: 'unknown', again: '2026-11-17T09:15:00.000Z' });
    expect(await findings()).toEqual([]);
    world.now = '2026-11-17T09:20:00.000Z';
    const late = await take(events.push);
    expect(await findings()).toMatchObject([
      { control: signed, status: 'open', response: { action: 'quarantine-image' } },
    ]);
    expect(standing(late, 'high').map(({ control }) => control)).toEqual([signed]);
    const task = (await take(running())).filter(({ control }) => control === signed);
    expect(standing(task, 'high')).toMatchObject([{ response: { action: 'stop-workload' } }]);
    world.signed = true;
    world.now = '2026-11-17T09:30:00.000Z';
    await take(events.signature);
    const after = await take(running());
    expect(standing(after, 'high').filter(({ family }) => family === 'image-provenance')).toEqual([]);
    expect((await findings()).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  });

  it('whose signature is taken away is a finding at the next look, and no longer certified', async () => {
    const world: World = { signed: true, scanned: true, now: late };
    const { take, findings, store } = seawall(world);
    await take(events.push);
    expect((await certificatesOf(store, repository, digest)).at(-1)?.revoked).toBeNull();
    world.signed = false;
    world.now = '2026-11-17T11:00:00.000Z';
    await take(events.scan);
    expect(await findings()).toMatchObject([{ control: signed, status: 'open' }]);
    expect((await certificatesOf(store, repository, digest)).at(-1)?.revoked).toContain('is not signed');
  });
});

function running(): JsonObject {
  return {
    taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123456789abcdef0123456789abcdef',
    clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:3',
    lastStatus: 'RUNNING',
    containers: [{ name: 'web', image: `${repository}:1.4.2`, imageDigest: digest, lastStatus: 'RUNNING' }],
  };
}
