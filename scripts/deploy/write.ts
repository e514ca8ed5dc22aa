// Writes a policy to its bucket: the texts first, each under its own hash, then in one step the pointer to them.
// SPDX-License-Identifier: Apache-2.0
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { policyBucketPrefix } from '../../shared/model/policy-view.ts';
import { objectsOf, type PolicyTexts } from '../../shared/policy/deployed.ts';

export interface Place {
  readonly bucket: string;
  /** Account that must own the bucket. */
  readonly account: string;
}

/** As deploy/resources/policy.yml names it. */
export function bucketName(stage: string, account: string, region: string): string {
  return `${policyBucketPrefix}${stage}-${account}-${region}`;
}

/** Gives the version of the pointer, which is the policy's. Rejects where S3 did not take an object: the former policy then holds on. */
export async function writePolicy(
  texts: PolicyTexts,
  { bucket, account }: Place,
  client: Pick<S3Client, 'send'>,
): Promise<string> {
  let version = '';
  for (const { key, text } of objectsOf(texts)) {
    const put = { Bucket: bucket, ExpectedBucketOwner: account, Key: key, Body: text };
    const { VersionId } = await client.send(new PutObjectCommand({ ...put, ChecksumAlgorithm: 'SHA256' }));
    version = VersionId ?? '';
  }
  return version;
}
