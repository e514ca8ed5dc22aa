// What a sweep of a real account asks: what its lists showed answers first, and nothing is asked twice.
// SPDX-License-Identifier: Apache-2.0
import type { AwsApi, BlobReader } from '../gather/api.ts';
import { askedOnce } from '../gather/asked-once.ts';
import { createFacts } from '../gather/facts.ts';
import { factCache, immutable } from '../gather/immutable.ts';
import { recordedFirst, recording } from '../gather/recording.ts';
import type { Facts } from '../model/facts.ts';

export interface LiveSource {
  readonly api: AwsApi;
  readonly facts: () => Facts;
}

/**
 * `account`: whose credentials they are. `at`: ISO time of what is seen. Answers stay in memory as AWS gave them, so that things are
 * judged as an event would have them judged; what is written down is rid of credentials by whoever writes it.
 */
export function liveSource(api: AwsApi, blobs: BlobReader, account: string, at: string): LiveSource {
  const kept = recording(askedOnce(api), blobs, account, 'as-answered');
  const cache = factCache();
  return {
    api: kept.api,
    facts: () => immutable(createFacts(recordedFirst(kept, at), kept.blobs), cache),
  };
}
