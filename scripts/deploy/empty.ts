// Empties a bucket of all versions: CloudFormation deletes no bucket that holds any.
// SPDX-License-Identifier: Apache-2.0
import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

/** Gives how many were deleted. Rejects where S3 does not delete one, and names it. */
export async function emptyBucket(
  bucket: string,
  account: string,
  client: Pick<S3Client, 'send'>,
): Promise<number> {
  const place = { Bucket: bucket, ExpectedBucketOwner: account };
  let deleted = 0;
  for (;;) {
    // Always the first page: what it showed is gone by the next round.
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand(place));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return deleted;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ ...place, Delete: { Objects, Quiet: true } }),
    );
    const [failed] = Errors;
    if (failed !== undefined) throw new Error(`${bucket}: ${failed.Key} stays: ${failed.Message}`);
    deleted += Objects.length;
  }
}
