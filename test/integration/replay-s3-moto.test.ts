// Histories in S3, replayed from a moto server.
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { cloudTrail } from '../../shared/controls/examples/events.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
if (endpoint === undefined) console.warn('skipped: replay from S3 (set SEAWALL_MOTO_URL)');

const environment = {
  ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' },
  AWS_ENDPOINT_URL: endpoint ?? '',
};

function replay(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['cli/seawall.js', 'replay', '--format', 'json', ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    },
  );
  return { status, stderr, result: stdout === '' ? null : JSON.parse(stdout) };
}

describe.skipIf(endpoint === undefined)('a history in S3', () => {
  beforeAll(async () => {
    const client = new S3Client({
      ...{ endpoint: endpoint ?? '', region: 'us-east-1', forcePathStyle: true },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await client.send(new CreateBucketCommand({ Bucket: 'seawall-trail' }));
    const put = (Key: string, Body: string | Uint8Array) =>
      client.send(new PutObjectCommand({ Bucket: 'seawall-trail', Key, Body }));
    const exec = (eventID: string) =>
      cloudTrail('ecs', 'ExecuteCommand', {
        eventID,
        requestParameters: { cluster: 'shop', task: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123' },
      });
    await put('AWSLogs/1.json.gz', gzipSync(JSON.stringify({ Records: [exec('a'), exec('b')] })));
    await put('AWSLogs/2.json', JSON.stringify({ Records: [exec('c')] }));
    await put('AWSLogs/digest.txt', 'nothing');
    await put('elsewhere/3.json', JSON.stringify({ Records: [exec('d')] }));
  });

  it('is read below its prefix, packed or not', () => {
    const { status, result } = replay('s3://seawall-trail/AWSLogs/');
    expect(status).toBe(0);
    expect(result.summary).toMatchObject({
      inputs: 3,
      observations: 3,
      dropped: { 'file type not judged': 1 },
    });
    expect(result.findings).toHaveLength(1);
    expect(result.verdicts[0].source.file).toBe('s3://seawall-trail/AWSLogs/1.json.gz');
  });

  it('that is not there ends with exit code 3', () => {
    const { status, stderr } = replay('s3://no-such-bucket-of-ours/x');
    expect(status).toBe(3);
    expect(stderr).toContain('s3://no-such-bucket-of-ours/x: AWS said no: NoSuchBucket');
  });

  it('must be named as a location', () => {
    expect(replay('s3://').status).toBe(2);
  });
});
