// The words of verification: what was found in a registry, who may have signed it, and what became of it.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../model/json.ts';

/** A signature or attestation as a registry holds it. All of it is hostile. */
export type Signed =
  /** Simple signing: the payload, and what the annotations of its layer say (sigstore/cosign, SIGNATURE_SPEC.md). */
  | {
      readonly form: 'simple-signing';
      readonly payload: Uint8Array;
      readonly signature: string;
      readonly certificate: string | null;
      readonly chain: string | null;
      readonly log: JsonObject | null;
    }
  /** A Sigstore bundle, v0.1 to v0.3. */
  | { readonly form: 'bundle'; readonly bundle: JsonObject }
  /** A DSSE envelope without a bundle around it, as cosign's `.att` tags hold. */
  | {
      readonly form: 'envelope';
      readonly envelope: JsonObject;
      readonly certificate: string | null;
      readonly log: JsonObject | null;
    }
  /** Notary Project: JWS or COSE. */
  | { readonly form: 'notation'; readonly mediaType: string; readonly envelope: Uint8Array };

/** Why a signature does not count; the nearest to a good one comes last. */
export const refusals = [
  'unreadable',
  'other-key',
  'wrong-digest',
  'other-repository',
  'tampered',
  'not-in-log',
  'untrusted-root',
  'expired',
  'revoked',
  'wrong-issuer',
  'wrong-identity',
] as const;
export type Refusal = (typeof refusals)[number];

/** Ends a verification; the message says what was found and what was wanted. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, message: string) {
    super(message);
    this.refusal = refusal;
  }
}

/** What a good signature says: that the image is signed, or something about it. */
export interface Verified {
  readonly signer: string;
  /** The identity in its certificate; null: a key has none. */
  readonly identity: string | null;
  /** Null: it signs the image itself. */
  readonly attestation: Attestation | null;
}

/** An in-toto statement about the image. */
export interface Attestation {
  readonly predicateType: string;
  /** SLSA: who built it, from which repository. */
  readonly builder: string | null;
  readonly source: string | null;
}

export interface Refusing {
  readonly signer: string;
  readonly refusal: Refusal;
  readonly reason: string;
}

/** What is being verified. */
export interface Target {
  /** Digest that must be signed. */
  readonly digest: string;
  /** Milliseconds since 1970 at which certificates must be valid where nothing proves when they were used. */
  readonly now: number;
  /** The bytes that the digest is of, for what signs them rather than a statement; null: they are not to be had. */
  readonly bytes?: () => Promise<Uint8Array | null>;
}
