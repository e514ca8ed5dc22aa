// The policy's objects in S3, as functions read them.
// SPDX-License-Identifier: Apache-2.0
import { GetObjectCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { keyOfText, pointerKey } from '../../../shared/policy/deployed.ts';

export interface StoredPointer {
  /** Version of the object. */
  readonly version: string;
  /** ISO time at which it was written. */
  readonly at: string;
  readonly text: string;
}

export interface PolicyObjects {
  /** As it is now, or as it was in a version; null: there is none. */
  pointer(version?: string): Promise<StoredPointer | null>;
  /** Versions of the pointer, the newest first. */
  versions(): Promise<readonly string[]>;
  /** Null: there is no such text. */
  text(hash: string): Promise<string | null>;
}

export interface PolicyBucket {
  readonly bucket: string;
  /** Account that must own the bucket: a stranger's of the same name is refused by S3. */
  readonly account: string;
}

/** Far more than a policy and its keys take; a larger object is none of ours. */
const maximumBytes = 1024 * 1024;

export function s3PolicyObjects(
  client: Pick<S3Client, 'send'>,
  { bucket, account }: PolicyBucket,
): PolicyObjects {
  const place = { Bucket: bucket, ExpectedBucketOwner: account };
  const get = async (Key: string, VersionId?: string) => {
    try {
      return await client.send(
        new GetObjectCommand({ ...place, Key, ...(VersionId === undefined ? {} : { VersionId }) }),
      );
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return null;
      throw error;
    }
  };
  return {
    async pointer(version) {
      const found = await get(pointerKey, version);
      const text = await textOf(found);
      if (found === null || text === null) return null;
      return { version: found.VersionId ?? '', at: (found.LastModified ?? new Date(0)).toISOString(), text };
    },
    async versions() {
      const { Versions = [] } = await client.send(
        new ListObjectVersionsCommand({ ...place, Prefix: pointerKey }),
      );
      return Versions.flatMap(({ Key, VersionId }) =>
        Key === pointerKey && VersionId !== undefined ? [VersionId] : [],
      );
    },
    text: async (hash) => textOf(await get(keyOfText(hash))),
  };
}

interface Answer {
  readonly ContentLength?: number | undefined;
  readonly Body?: { transformToString(): Promise<string> } | undefined;
}

/** Bytes that are no UTF-8 come out as other bytes, and then do not fit their hash. */
async function textOf(found: Answer | null): Promise<string | null> {
  if (found === null || (found.ContentLength ?? 0) > maximumBytes) return null;
  return (await found.Body?.transformToString()) ?? null;
}
