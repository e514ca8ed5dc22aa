// A whole trail of an organisation, filled back from its bucket on a moto server: layout, digests, Regions, copies, and a run that was ended.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudTrail } from '../../shared/controls/examples/events.ts';
import type { JsonObject } from '../../shared/model/json.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
if (endpoint === undefined) console.warn('skipped: back-fill from a trail (set SEAWALL_MOTO_URL)');

const Bucket = 'seawall-organisation-trail';
const accounts = ['111122223333', '444455556666'];
const regions = ['eu-central-1', 'us-east-1', 'us-west-2'];
const objects = 1000;
/** One object in ten is a digest. */
const isDigest = (number: number) => number % 10 === 9;
/** One event in ten objects matters. */
const matters = (number: number) => number % 10 === 0;

/** Of an organisation's trail: AWSLogs/o-…/ACCOUNT/CloudTrail/REGION/YEAR/MONTH/DAY (CloudTrail User Guide, "Finding your log files"). */
function keyOf(number: number): string {
  const account = accounts[number % accounts.length];
  const region = regions[number % regions.length];
  const kind = isDigest(number) ? 'CloudTrail-Digest' : 'CloudTrail';
  const name = `${account}_${kind}_${region}_20261120T${String(1000 + number)}Z_${number}.json.gz`;
  return `AWSLogs/o-acmeacme00/${account}/${kind}/${region}/2026/11/20/${name}`;
}

function recordOf(number: number, place: number): JsonObject {
  const account = accounts[number % accounts.length];
  const region = regions[number % regions.length];
  const eventTime = new Date(Date.parse('2026-11-20T08:00:00Z') + number * 1000 + place).toISOString();
  const fields = { awsRegion: region, recipientAccountId: account, eventTime, eventID: `${number}-${place}` };
  return matters(number) && place === 0
    ? cloudTrail('ecs', 'ExecuteCommand', {
        ...fields,
        requestParameters: {
          cluster: 'shop',
          task: `arn:aws:ecs:${region}:${account}:task/shop/${String(number).padStart(32, '0')}`,
        },
      })
    : cloudTrail('s3', 'PutBucketTagging', { ...fields, requestParameters: { bucketName: 'a' } });
}

function bodyOf(number: number): JsonObject {
  if (isDigest(number))
    return {
      awsAccountId: accounts[0] ?? '',
      digestPublicKeyFingerprint: '31',
      logFiles: [],
      digestS3Bucket: Bucket,
    };
  // A trail delivers at least once: each object's first record lies in the next one too.
  const again = number > 0 && !isDigest(number - 1) ? [recordOf(number - 1, 0)] : [];
  return { Records: [...Array.from({ length: 5 }, (_, place) => recordOf(number, place)), ...again] };
}

interface Ran {
  readonly status: number | null;
  readonly stderr: string;
  readonly result: {
    readonly findings: readonly { id: string; status: string }[];
    readonly summary: JsonObject;
    readonly stoppedAt: string | null;
  } | null;
}

/** `endAfter`: milliseconds until Ctrl-C. */
function replay(args: readonly string[], endAfter: number | null = null): Promise<Ran> {
  const environment = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };
  const child = spawn(process.execPath, ['cli/seawall.js', 'replay', '--format', 'json', ...args], {
    env: { ...process.env, ...environment, AWS_ENDPOINT_URL: endpoint ?? '' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  if (endAfter !== null) setTimeout(() => child.kill('SIGINT'), endAfter);
  return new Promise((resolve) =>
    child.on('close', (status) =>
      resolve({ status, stderr, result: stdout === '' ? null : JSON.parse(stdout) }),
    ),
  );
}

describe.skipIf(endpoint === undefined)('a back-fill from a trail', { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-backfill-'));
  let whole: Ran;
  beforeAll(async () => {
    const client = new S3Client({
      ...{ endpoint: endpoint ?? '', region: 'us-east-1', forcePathStyle: true },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await client.send(new CreateBucketCommand({ Bucket }));
    for (let number = 0; number < objects; number++)
      await client.send(
        new PutObjectCommand({ Bucket, Key: keyOf(number), Body: gzipSync(JSON.stringify(bodyOf(number))) }),
      );
    const start = Date.now();
    whole = await replay([`s3://${Bucket}/AWSLogs/`, '--record', join(folder, 'whole.sqlite')]);
    console.info(`${objects} objects took ${Date.now() - start} ms`);
  }, 200_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads every log of every account and Region, and no digest', () => {
    expect([whole.status, whole.stderr.includes('error')]).toEqual([0, false]);
    expect(whole.result?.findings).toHaveLength(objects / 10);
    expect(whole.result?.summary).toMatchObject({
      unreadable: 0,
      dropped: { 'digest of a trail': objects / 10 },
    });
  });

  it('counts what the trail delivered twice once', () => {
    expect(whole.result?.summary).toMatchObject({ dropped: { 'repeated event': objects / 10 } });
  });

  it('of one account, Region or day is its prefix', async () => {
    const prefix = `s3://${Bucket}/AWSLogs/o-acmeacme00/${accounts[0]}/CloudTrail/us-east-1/2026/11/20/`;
    const { result } = await replay([prefix]);
    const expected = Array.from({ length: objects }, (_, number) => number).filter(
      (number) => matters(number) && number % 2 === 0 && number % 3 === 1,
    );
    expect(result?.findings).toHaveLength(expected.length);
  });

  it('that was ended comes to the same when it is run once more, and a second time changes nothing', async () => {
    const record = ['--record', join(folder, 'ended.sqlite')];
    await replay([`s3://${Bucket}/AWSLogs/`, ...record], 2_500);
    for (const _ of [1, 2]) {
      const { status, result } = await replay([`s3://${Bucket}/AWSLogs/`, ...record]);
      expect(status).toBe(0);
      const shown = (ran: Ran['result']) => ran?.findings.map(({ id, status: is }) => `${id} ${is}`).sort();
      expect(shown(result)).toEqual(shown(whole.result));
    }
  });
});
