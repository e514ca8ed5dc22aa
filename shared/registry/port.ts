// What a registry answers: manifests, what refers to them, blobs. One port over the distribution API and over ECR's own.
// SPDX-License-Identifier: Apache-2.0
import type { FactFailure } from '../model/facts.ts';
import type { JsonObject } from '../model/json.ts';
import type { ManagedSigning } from '../model/signatures.ts';

/** Why a registry could not be read, in words for the reader of a report. Never quotes a credential or a link. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: FactFailure;

  constructor(code: FactFailure, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Manifest {
  /** Checked: it is the hash of `bytes`. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly json: JsonObject;
}

/** A descriptor (OCI image specification, descriptor.md), read from hostile JSON. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType: string | null;
  /** `linux/arm64`; null: none is named. */
  readonly platform: string | null;
  readonly annotations: JsonObject;
}

/** What a registry tells of a manifest beside it. */
export interface About {
  /** ISO time; null: it does not tell. */
  readonly pushedAt: string | null;
  /** Tags that stand for it now; empty where the registry does not tell. */
  readonly tags: readonly string[];
}

export const nothingTold: About = { pushedAt: null, tags: [] };

/** One repository of one registry. Every method rejects with RegistryError. What it returns agrees with its digest. */
export interface RepositoryReader {
  /** `registry/repository`. */
  readonly name: string;
  /** By tag or digest; null: there is none. */
  manifest(reference: string): Promise<Manifest | null>;
  /** What names the manifest as its subject, by the referrers API or the tag that stands in for it. */
  referrers(digest: string): Promise<readonly Descriptor[]>;
  blob(digest: string, maximumBytes: number): Promise<Uint8Array>;
  /** The bytes of a blob as they come; rejects at its end where they are not those of the digest. */
  stream(blob: Pick<Descriptor, 'digest' | 'size'>): Promise<AsyncIterable<Uint8Array>>;
  /** ISO time of the oldest answer so far; null: there was none. */
  asOf(): string | null;
  about(digest: string): Promise<About>;
  /** How far the registry is with signing the image by itself; left out: it never does. */
  managedSigning?(digest: string): Promise<readonly ManagedSigning[]>;
}

/** The largest manifest that registries take (distribution specification, "Pushing Manifests"). */
export const maximumManifest = 4 * 1024 * 1024;

/** Tags, signatures, attestations: nobody has more on one image; a list that goes on is somebody's attack. */
export const maximumReferrers = 1000;
