// What is asked of S3 for the policy, and how its answers are taken.
import { GetObjectCommand, ListObjectVersionsCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { s3PolicyObjects } from '../../functions/wiring/policy/objects.ts';
import { pointerKey } from '../../shared/policy/deployed.ts';

const s3 = mockClient(S3Client);
afterAll(() => s3.restore());
beforeEach(() => s3.reset());
const place = { Bucket: 'seawall-policy-x', ExpectedBucketOwner: '111122223333' };
const objects = s3PolicyObjects(new S3Client({}), { bucket: place.Bucket, account: '111122223333' });
// biome-ignore lint/suspicious/noExplicitAny: the mock wants a whole stream where one method is read.
const body = (text: string): any => ({ transformToString: async () => text });

describe('objects of the policy', () => {
  it('are read from the bucket of this account, in the version asked for', async () => {
    s3.on(GetObjectCommand, { ...place, Key: pointerKey }).resolves({
      ...{ Body: body('{}'), VersionId: 'v2', LastModified: new Date('2026-11-17T09:00:00Z') },
    });
    s3.on(GetObjectCommand, { ...place, Key: pointerKey, VersionId: 'v1' }).resolves({
      Body: body('old'),
      VersionId: 'v1',
    });
    expect(await objects.pointer()).toEqual({ version: 'v2', at: '2026-11-17T09:00:00.000Z', text: '{}' });
    expect(await objects.pointer('v1')).toMatchObject({ version: 'v1', text: 'old' });
  });

  it('that are not there, or too large, are none; anything else that S3 says is an error', async () => {
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'none', $metadata: {} }));
    expect(await objects.text('a')).toBeNull();
    s3.on(GetObjectCommand).resolves({ Body: body('x'), ContentLength: 2 * 1024 * 1024 });
    expect(await objects.text('a')).toBeNull();
    s3.on(GetObjectCommand).rejects(new Error('AccessDenied'));
    await expect(objects.text('a')).rejects.toThrow('AccessDenied');
  });

  it('have versions of the pointer alone', async () => {
    s3.on(ListObjectVersionsCommand, { ...place, Prefix: pointerKey }).resolves({
      Versions: [
        { Key: pointerKey, VersionId: 'v2' },
        { Key: `${pointerKey}.bak`, VersionId: 'v9' },
        { Key: pointerKey, VersionId: 'v1' },
      ],
    });
    expect(await objects.versions()).toEqual(['v2', 'v1']);
  });
});
