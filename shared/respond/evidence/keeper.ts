// Where evidence is kept, and what the journal says of it.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, objectOf, stringOf, stringsOf } from '../../model/json.ts';
import type { KeptEvidence } from '../../model/response.ts';

export interface Place {
  /** `s3://bucket/key`. */
  readonly place: string;
  /** Version of the object, where the bucket keeps versions. */
  readonly version: string | null;
  readonly region: string | null;
}

export interface EvidenceKeeper {
  /** Rejects where it was not taken. */
  keep(key: string, text: string): Promise<Place>;
  /** What the work comes to; null where it takes longer than these milliseconds. Rejects as the work does. */
  within<T>(milliseconds: number, work: Promise<T>): Promise<T | null>;
}

const nowhere = { place: null, version: null, region: null, sha256: null };

export function notKept(missing: readonly string[]): KeptEvidence {
  return { ...nowhere, missing };
}

/** For an entry of the journal. */
export function evidenceDetail({ missing, ...kept }: KeptEvidence): JsonObject {
  return { ...kept, missing: [...missing] };
}

/** What an entry says of evidence; null: nothing. */
export function evidenceIn({ evidence }: JsonObject): KeptEvidence | null {
  if (evidence === undefined) return null;
  const { place, version, region, sha256, missing } = objectOf(evidence);
  return {
    ...{ place: stringOf(place), version: stringOf(version), region: stringOf(region) },
    ...{ sha256: stringOf(sha256), missing: stringsOf(missing ?? null) },
  };
}
