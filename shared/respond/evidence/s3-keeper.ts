// Keeps evidence in the bucket of the anchors, whose Object Lock is the bucket's own default.
// SPDX-License-Identifier: Apache-2.0

import { PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { clientConfig } from '../../model/request-handler.ts';
import type { EvidenceKeeper } from './keeper.ts';

export interface EvidenceBucket {
  readonly bucket: string;
  /** Account that must own the bucket; left out: nobody knows it. */
  readonly account?: string;
}

/** With a client of its own. */
export function s3KeeperOf(bucket: EvidenceBucket, config: S3ClientConfig = {}): EvidenceKeeper {
  return s3Keeper(new S3Client(clientConfig(config)), bucket);
}

/** Rejects where S3 does not take it. */
export function s3Keeper(
  client: Pick<S3Client, 'send' | 'config'>,
  { bucket: Bucket, account }: EvidenceBucket,
): EvidenceKeeper {
  return {
    async keep(Key, Body) {
      const owner = account === undefined ? {} : { ExpectedBucketOwner: account };
      // S3 wants a checksum with what it locks (Amazon S3 API Reference, PutObject), which the client adds.
      const put = new PutObjectCommand({
        ...{ Bucket, Key, Body, ContentType: 'application/json' },
        ...owner,
      });
      const { VersionId } = await client.send(put);
      return {
        place: `s3://${Bucket}/${Key}`,
        version: VersionId ?? null,
        region: await client.config.region(),
      };
    },
    within,
  };
}

/** What the work comes to; null where it takes longer than these milliseconds. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
