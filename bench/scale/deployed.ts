// A packaged deployment to load: on moto, every call of its functions counted, and a policy under which a good task passes.
import { S3Client } from '@aws-sdk/client-s3';
import { writePolicy } from '../../scripts/deploy/write.ts';
import { type Emulated, openEmulatedAccount } from '../../scripts/local/account.ts';
import { startLocal } from '../../scripts/local/deployment.ts';
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import { awsApi } from '../../shared/gather/aws.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { createFacts } from '../../shared/gather/facts.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import { judge } from '../../shared/pipeline.ts';
import { loadPolicy } from '../../shared/policy/load.ts';
import { recordCalls } from '../../test/packaged/recorder.ts';
import { counter } from './counted.ts';
import { taskRuns } from './events.ts';
import { makeShop } from './world.ts';

const region = 'eu-central-1';

export type Loaded = Awaited<ReturnType<typeof deployLoaded>>;

export async function deployLoaded(folder: string, endpoint: string) {
  const aws = await openEmulatedAccount(endpoint, region);
  const shop = await makeShop(aws);
  const off = await unknowable(taskRuns(aws, shop.good), aws);
  const recorder = await recordCalls(endpoint);
  const counts = counter();
  recorder.disturb = counts.see;
  const local = await startLocal({ folder, aws, endpoint: recorder.url, parameters: {} });
  const policy = policyWithout(off);
  const texts = { policy: 'seawall.yml', texts: new Map([['seawall.yml', policy]]) };
  const bucket = local.stack.ids.get('PolicyBucket') ?? '';
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  await writePolicy(texts, { bucket, account: aws.account }, s3);
  return {
    ...{ aws, shop, local, counts, off },
    async stop(): Promise<void> {
      await local.stop();
      await recorder.stop();
    },
  };
}

function policyWithout(off: readonly string[]): string {
  return JSON.stringify({
    version: 1,
    controls: Object.fromEntries(off.map((id) => [id, { enabled: false }])),
  });
}

/** Controls that do not pass a good task in this account, which has no GuardDuty, no scans and no images. */
async function unknowable(event: object, aws: Emulated): Promise<readonly string[]> {
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: aws.region },
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: aws.credentials.sessionToken,
  });
  const loaded = loadPolicy('version: 1', { file: 'seawall.yml', controls, now: new Date().toISOString() });
  if (!loaded.ok) throw new Error('the policy cannot be read');
  const ref = { file: null, index: 0, eventId: null, time: null };
  const intake = readEvent(event, { ref, people: null });
  if (intake.kind !== 'observed') throw new Error(intake.reason);
  const api = awsApi({ account: aws.account, roleArnFor: () => null });
  const verdicts = await judge(intake.observation, {
    ...{ catalogue: catalogueOf(controls), policy: loaded.policy, clock: 'facts' },
    facts: createFacts(api, dataUrls),
  });
  const bad = verdicts.filter(({ outcome }) => outcome === 'unknown' || outcome === 'fail');
  return [...new Set(bad.map(({ control }) => control))];
}
