// Who signed an image, and what a certificate of ours remembers of it: the answers of facts on provenance.
// SPDX-License-Identifier: Apache-2.0

/** A signer of the policy whose signature is good. */
export interface GoodSignature {
  readonly signer: string;
  /** Identity in the certificate; null: a key has none. */
  readonly identity: string | null;
}

/** A signature that does not count, and exactly why. */
export interface BadSignature {
  readonly signer: string;
  readonly reason: string;
}

/** A good in-toto statement about an image. */
export interface GoodAttestation extends GoodSignature {
  readonly predicateType: string;
  /** SLSA provenance: who built it, from which repository; null: not said. */
  readonly builder: string | null;
  readonly source: string | null;
}

export interface SignedPlatform {
  readonly digest: string;
  /** `linux/arm64`; null: the image stands alone. */
  readonly platform: string | null;
  /** Good signatures on it, or on the index that names it by digest. */
  readonly signed: readonly GoodSignature[];
  /** The nearest to a good one first. */
  readonly refused: readonly BadSignature[];
  readonly attested: readonly GoodAttestation[];
  readonly refusedAttestations: readonly BadSignature[];
}

export interface ImageSignatures {
  /** Digest that the reference stands for. */
  readonly digest: string;
  /** `registry/repository`. */
  readonly repository: string;
  /** What it is, where it is no image: then no platform is named. */
  readonly artefact: string | null;
  /** Digest of the image that an artefact is about; null: it names none. */
  readonly subject: string | null;
  /** ISO time; null: the registry does not tell. */
  readonly pushedAt: string | null;
  /** Tags that stand for it now, as far as the registry tells. */
  readonly tags: readonly string[];
  readonly platforms: readonly SignedPlatform[];
  /** Signers of the policy that may sign this image. */
  readonly askedFor: readonly string[];
  /** Signers that cannot be used, and why. */
  readonly unusable: readonly string[];
  /** What the registry says of signing it by itself, where a signature is missed; left out: nothing. */
  readonly managed?: readonly ManagedSigning[];
}

/** ECR managed signing, by one profile of AWS Signer. */
export interface ManagedSigning {
  readonly profile: string;
  /** ECR's SigningStatus: IN_PROGRESS, COMPLETE, FAILED. */
  readonly status: string;
  /** Why it failed; null: not said. */
  readonly reason: string | null;
}

/** How old an image is. */
export interface ImageAge {
  readonly digest: string;
  /** What it is, where it is no image. */
  readonly artefact: string | null;
  /** What its configuration says; builds that are meant to be reproducible say 1970. */
  readonly createdAt: string | null;
  readonly pushedAt: string | null;
}

/** That an image passed what the policy demands, as the record keeps it. */
export interface Certificate {
  /** `registry/repository`. */
  readonly repository: string;
  readonly digest: string;
  /** Digests of its platforms, where it is an index. */
  readonly platforms: readonly string[];
  readonly tag: string | null;
  readonly track: string;
  /** ISO time. */
  readonly at: string;
  /** Who certified it: the function or person that judged, and the signer it relied on. */
  readonly by: string;
  /** Controls that passed. */
  readonly controls: readonly string[];
  readonly policyHash: string;
}

export interface CertifiedTrack {
  /** `registry/repository`. */
  readonly repository: string;
  /** Digests that the reference stands for: its own, and those of its platforms. */
  readonly digests: readonly string[];
  /** The certificate of one of them; null: none was ever certified. */
  readonly own: Certificate | null;
  /** The newest of the track; null: none was certified. */
  readonly newest: Certificate | null;
  /** Certificates of the very tag asked about, newest first. */
  readonly ofTag: readonly Certificate[];
}

/** The agent that connects a host with its orchestrator. */
export interface HostAgent {
  readonly kind: 'ecs' | 'kubelet';
  /** A kubelet's may be a minor version alone, `1.34`, where EKS tells it. */
  readonly version: string | null;
  readonly connected: boolean | null;
  /** Kubernetes version of the cluster's API server; left out: not known. */
  readonly apiServer?: string;
  /** False: the cluster shows its nodes, and the host is none of them; left out: it is one, or nobody showed them. */
  readonly joined?: false;
}
