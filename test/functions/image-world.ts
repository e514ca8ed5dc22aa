// An image in ECR, who may have signed and scanned it by now, and one deployment of Seawall that hears of it.
import { certifyImages } from '../../shared/certify/certify-images.ts';
import { controls } from '../../shared/controls/index.ts';
import { withCertificates } from '../../shared/findings/certificates.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { recorderOf } from '../../shared/findings/recorder.ts';
import type { AwsApi, BlobReader } from '../../shared/gather/api.ts';
import { failure } from '../../shared/gather/api.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { handle } from '../../shared/pipeline.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { catalogue, observationsOf } from '../support/judging.ts';
import { digest, ecrOf, pem, signatureTag } from './signed-image.ts';

const place = { account: '111122223333', region: 'eu-central-1' };
export const repository = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web';
const pushedAt = '2026-11-17T09:00:00.000Z';
const { answers, blobs: kept } = ecrOf(repository, pushedAt, (_, layer) => layer);

/** ECR as far as somebody has come: what was signed and scanned by now. */
export interface World {
  signed: boolean;
  scanned: boolean;
  now: string;
}

function apiOf(world: World): AwsApi {
  return {
    call: async ({ operation, input }) => {
      const answer = Object.entries(answers).find(([name]) => name === operation)?.[1];
      const output = answer?.(world, input);
      return output === undefined ? failure('denied', operation) : { ok: true, output, asOf: world.now };
    },
  };
}

const blobs: BlobReader = {
  read: async (url) => ({ ok: true, bytes: Buffer.from(kept.get(url) ?? '') }),
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

export const events = {
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
export type Name = keyof typeof events;

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
export function seawall(world: World) {
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

export function running(): JsonObject {
  return {
    taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123456789abcdef0123456789abcdef',
    clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-web:3',
    lastStatus: 'RUNNING',
    containers: [{ name: 'web', image: `${repository}:1.4.2`, imageDigest: digest, lastStatus: 'RUNNING' }],
  };
}
