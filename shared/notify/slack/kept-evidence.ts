// What a message says of the evidence that was kept before a workload was stopped, with a link to it in the console. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { KnownBlock } from '@slack/types';
import { partitionOf } from '../../model/arn.ts';
import type { KeptEvidence } from '../../model/response.ts';
import { evidenceText } from '../response-words.ts';
import { regionForm } from './console-url.ts';
import { context, mrkdwn, plainText } from './message.ts';

export function evidenceBlocks(evidence: KeptEvidence | undefined): readonly KnownBlock[] {
  if (evidence === undefined) return [];
  const url = objectUrl(evidence);
  const link = url === null ? [] : [mrkdwn(`<${url}|Open the evidence>`)];
  return [context(plainText(evidenceText(evidence), 1000), ...link)];
}

// Amazon S3 User Guide, "General purpose bucket naming rules".
const placeForm = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.{1,1024})$/s;

/** The page of the object in the S3 console; null where place and Region are not what they are called. */
function objectUrl({ place, region, version }: KeptEvidence): string | null {
  const [, bucket, key] = placeForm.exec(place ?? '') ?? [];
  if (bucket === undefined || key === undefined || region === null || !regionForm.test(region)) return null;
  // Other partitions have consoles of other names.
  if (partitionOf(region) !== 'aws') return null;
  const query = [
    `region=${region}`,
    `prefix=${encodeURIComponent(key)}`,
    ...(version === null ? [] : [`versionId=${encodeURIComponent(version)}`]),
  ];
  return `https://${region}.console.aws.amazon.com/s3/object/${bucket}?${query.join('&')}`;
}
