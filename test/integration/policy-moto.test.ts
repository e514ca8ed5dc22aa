// A policy deployed to a moto bucket and followed there: written, changed, spoiled, and found again by a cold start.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { s3PolicyObjects } from '../../functions/wiring/policy/objects.ts';
import { policyWatch } from '../../functions/wiring/policy/watch.ts';
import { bucketName, writePolicy } from '../../scripts/deploy/write.ts';
import { pointerKey } from '../../shared/policy/deployed.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
if (endpoint === undefined) console.warn('skipped: the policy in S3 (set SEAWALL_MOTO_URL)');
// moto's own account.
const account = '123456789012';
const bucket = bucketName('test', account, 'us-east-1');

describe.skipIf(endpoint === undefined)('the policy in S3', () => {
  const client = new S3Client({
    ...{ endpoint: endpoint ?? '', region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const texts = (text: string) => ({ policy: 'seawall.yml', texts: new Map([['seawall.yml', text]]) });
  const deploy = (text: string) => writePolicy(texts(text), { bucket, account }, client);
  const watch = (now: () => number) =>
    policyWatch({ objects: s3PolicyObjects(client, { bucket, account }), now, warn: () => {} });

  beforeAll(async () => {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    await client.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
  });

  it('is followed from version to version, and kept where one is spoiled', async () => {
    let clock = Date.now();
    const held = watch(() => clock);
    await expect(held()).rejects.toThrow('npm run deploy');
    const first = await deploy('mode: observe\n');
    expect((await held()).policy).toMatchObject({ mode: 'observe', version: first });
    const second = await deploy('mode: approve\n');
    expect(second).not.toBe(first);
    clock += 60_000;
    expect((await held()).policy).toMatchObject({ mode: 'approve', version: second });
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: pointerKey, Body: 'mode: enforce' }));
    clock += 60_000;
    expect(await held()).toMatchObject({
      policy: { version: second },
      refused: { problems: [expect.any(String)] },
    });
    expect(await watch(() => clock)()).toMatchObject({ policy: { mode: 'approve', version: second } });
  });

  const deployed = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'seawall-policy-')), 'our.yml');
    writeFileSync(file, text);
    const options = ['--policy-only', '--policy', file, '--stage', 'test', '--region', 'us-east-1'];
    const environment = {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: endpoint,
    };
    const env = { ...process.env, ...environment };
    return spawnSync(process.execPath, ['scripts/run.js', 'deploy', ...options], { encoding: 'utf8', env });
  };

  it('is written by the script, which says version and hash, and refuses what is wrong before it writes', async () => {
    const held = watch(Date.now);
    const { status, stdout, stderr } = deployed('mode: enforce\n');
    expect([status, stderr]).toEqual([0, '']);
    const { policy } = await held();
    expect(policy).toMatchObject({ mode: 'enforce', source: 'our.yml' });
    expect(stdout).toContain(`(${policy.hash}) is version ${policy.version} in s3://${bucket}`);
    const wrong = deployed('moed: enforce\n');
    expect(wrong).toMatchObject({ status: 1, stdout: '' });
    expect(wrong.stderr).toMatch(/^our\.yml:1:1: .*moed/);
    expect((await watch(Date.now)()).policy.version).toBe(policy.version);
  });
});
