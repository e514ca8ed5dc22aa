// An image in ECR with a signature of cosign's first form, which stands beside it once somebody has signed, and ECR's answers on it.
import { generateKeyPairSync, sign } from 'node:crypto';
import type { JsonObject } from '../../shared/model/json.ts';
import { sha256 } from '../registry/server.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
/** Of the only signer. */
export const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();

const imageType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';
const signatureType = 'application/vnd.dev.cosign.simplesigning.v1+json';
const config = JSON.stringify({ os: 'linux', config: { User: '1000' } });
const described = (text: string, mediaType: string) => ({
  mediaType,
  digest: sha256(text),
  size: text.length,
});
const manifest = JSON.stringify({ mediaType: imageType, layers: [], config: described(config, configType) });
export const digest = sha256(manifest);
export const signatureTag = `${digest.replace(':', '-')}.sig`;

/** What somebody has done by now. */
export interface Done {
  readonly signed: boolean;
  readonly scanned: boolean;
}

/** Answers of ECR by operation; `linkTo` makes the link to a blob. */
export function ecrOf(
  repository: string,
  pushedAt: string,
  linkTo: (bytes: string, digest: string) => string,
) {
  const payload = JSON.stringify({
    critical: {
      ...{ identity: { 'docker-reference': repository }, type: 'cosign container image signature' },
      image: { 'docker-manifest-digest': digest },
    },
    optional: null,
  });
  const value = sign('sha256', Buffer.from(payload), privateKey).toString('base64');
  const signature = JSON.stringify({
    mediaType: imageType,
    config: described(config, configType),
    layers: [
      { ...described(payload, signatureType), annotations: { 'dev.cosignproject.cosign/signature': value } },
    ],
  });
  const blobs = new Map([config, payload].map((text) => [sha256(text), text]));
  return {
    blobs,
    answers: {
      BatchGetImage: ({ signed }: Done, input: JsonObject): JsonObject => {
        const [id] = (input.imageIds ?? []) as { imageTag?: string; imageDigest?: string }[];
        const held = new Map([
          [digest, manifest],
          ['1.4.2', manifest],
          ...(signed ? [[signatureTag, signature] as const] : []),
        ]);
        const text = held.get(id?.imageDigest ?? id?.imageTag ?? '');
        if (text === undefined) return { images: [], failures: [{ failureCode: 'ImageNotFound' }] };
        return { images: [{ imageManifest: text }] };
      },
      ListImageReferrers: (): JsonObject => ({ referrers: [] }),
      DescribeImages: (): JsonObject => ({
        imageDetails: [
          { imageDigest: digest, imageStatus: 'ACTIVE', imagePushedAt: pushedAt, imageTags: ['1.4.2'] },
        ],
      }),
      GetDownloadUrlForLayer: (_: Done, { layerDigest }: JsonObject): JsonObject => ({
        downloadUrl: linkTo(blobs.get(String(layerDigest)) ?? '', String(layerDigest)),
      }),
      DescribeImageScanFindings: ({ scanned }: Done): JsonObject =>
        scanned
          ? {
              imageScanStatus: { status: 'COMPLETE' },
              imageScanFindings: { imageScanCompletedAt: pushedAt, findings: [] },
            }
          : { imageScanStatus: { status: 'PENDING' } },
    } satisfies Readonly<Record<string, (done: Done, input: JsonObject) => JsonObject>>,
  };
}
