// Container images that ECR, Inspector and CloudTrail events name, as subjects.
// SPDX-License-Identifier: Apache-2.0
import type { ArnHome } from '../../model/arn.ts';
import type { Image, ImageScan } from '../../model/platform.ts';
import { registryHost } from '../documents/blank.ts';

export interface ImageNames {
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/**
 * Reference and identity of an image in a private registry: the identity is the digest's, the id carries the tag too, so
 * that a finding lists the tags it was seen under. Null where neither digest nor tag is told.
 */
export function imageIdentity(home: ArnHome, names: ImageNames): { id: string; identity: string } | null {
  const { tag, digest } = names;
  if (tag === null && digest === null) return null;
  const host = registryHost(home);
  const base = host === null ? names.repository : `${host}/${names.repository}`;
  const tagged = tag === null ? base : `${base}:${tag}`;
  return digest === null
    ? { id: tagged, identity: tagged }
    : { id: `${tagged}@${digest}`, identity: `${base}@${digest}` };
}

// cosign's tag scheme: `sha256-<hex>.sig` holds the signature of the image `sha256:<hex>` (sigstore/cosign, SIGNATURE_SPEC.md).
const cosignTag = /^sha256-([0-9a-f]{64})\.(?:sig|att|sbom)$/;

/**
 * The image that an event is about. A pushed signature, attestation or SBOM stands for the image it belongs to: that one is
 * to be judged anew, the artefact itself is no image.
 */
export function imageSubject(home: ArnHome, names: ImageNames, scan: ImageScan | null): Image | null {
  const signed = cosignTag.exec(names.tag ?? '')?.[1];
  const meant =
    signed === undefined ? names : { repository: names.repository, tag: null, digest: `sha256:${signed}` };
  const found = imageIdentity(home, meant);
  if (found === null) return null;
  return {
    kind: 'image',
    platform: 'ecr',
    ...found,
    name: meant.tag === null ? meant.repository : `${meant.repository}:${meant.tag}`,
    account: home.account,
    region: home.region,
    cluster: null,
    namespace: null,
    tags: null,
    reference: found.id,
    repository: meant.repository,
    tag: meant.tag,
    digest: meant.digest,
    config: null,
    scan,
    running: false,
  };
}
