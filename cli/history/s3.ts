// Histories that lie in S3: lists what is below a prefix and streams each object, without a copy on disk.
// SPDX-License-Identifier: Apache-2.0

import {
  GetObjectCommand,
  type ListObjectsV2CommandOutput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientConfig } from '../../shared/model/request-handler.ts';
import { awsRefusal } from '../input/aws-refusal.ts';
import { extensionOf, type Found } from '../input/files.ts';
import { definedOf } from '../terminal/defined.ts';
import { UsageError } from '../terminal/exit.ts';
import type { HistoryFile } from './read.ts';

interface S3Found extends Found {
  readonly files: readonly HistoryFile[];
}

export interface S3Access {
  /** One of the shared configuration files. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** Client with the caller's own credentials. */
export function s3Client({ profile, region }: S3Access): S3Client {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const config = {
    ...definedOf({ profile, region }),
    // Buckets of other Regions answer with a redirect that the client follows itself.
    followRegionRedirects: true,
    ...(endpoint === undefined ? {} : { forcePathStyle: true }),
  };
  return new S3Client(clientConfig(config));
}

/** The objects below `s3://bucket/prefix` in the order of their keys. Throws EnvironmentFailure where AWS says no. */
export async function s3Files(
  url: string,
  extensions: readonly string[],
  client: S3Client,
): Promise<S3Found> {
  const { bucket, prefix } = locationOf(url);
  const files: HistoryFile[] = [];
  const dropped = new Map<string, number>();
  const wanted = new Set(extensions);
  for await (const page of pagesOf(client, bucket, prefix, url)) {
    for (const { Key: key = '', Size: size = 0 } of page.Contents ?? []) {
      const left = leftOut(key, wanted);
      if (left === null) files.push(fileOf(client, bucket, key, size));
      else if (!key.endsWith('/')) dropped.set(left, (dropped.get(left) ?? 0) + 1);
    }
  }
  return { files, dropped, leftOut: [], problems: [] };
}

/** Digests lie beside the logs that they are of (CloudTrail User Guide, "Digest file location"). Null: it is read. */
function leftOut(key: string, wanted: ReadonlySet<string>): string | null {
  if (!wanted.has(extensionOf(key))) return 'file type not judged';
  return key.includes('/CloudTrail-Digest/') ? 'digest of a trail' : null;
}

function locationOf(url: string): { bucket: string; prefix: string } {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(url) ?? [];
  if (bucket === undefined)
    throw new UsageError(`${url}: is no S3 location: s3://bucket/prefix was expected`);
  return { bucket, prefix };
}

async function* pagesOf(
  client: S3Client,
  bucket: string,
  prefix: string,
  url: string,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  try {
    yield* paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });
  } catch (error) {
    throw awsRefusal(url, error);
  }
}

function fileOf(client: S3Client, bucket: string, key: string, size: number): HistoryFile {
  const path = `s3://${bucket}/${key}`;
  return { path, named: false, size, open: () => bytesOf(client, bucket, key, path) };
}

async function* bytesOf(
  client: S3Client,
  bucket: string,
  key: string,
  path: string,
): AsyncGenerator<Uint8Array> {
  try {
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (body === undefined) return;
    // In Node the body is a stream of bytes (AWS SDK for JavaScript, StreamingBlobPayloadOutputTypes).
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw awsRefusal(path, error);
  }
}
