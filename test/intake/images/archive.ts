// Builds image archives in memory: blobs by digest, indexes, manifests.
import { createHash } from 'node:crypto';

export type Archive = Map<string, Uint8Array>;

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';
export const configType = 'application/vnd.oci.image.config.v1+json';

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export function bytesOf(value: unknown): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

export function put(archive: Archive, path: string, value: unknown): void {
  archive.set(path, bytesOf(value));
}

export function putBlob(archive: Archive, mediaType: string, value: unknown): Descriptor {
  const bytes = bytesOf(value);
  const digest = digestOf(bytes);
  archive.set(`blobs/${digest.replace(':', '/')}`, bytes);
  return { mediaType, digest, size: bytes.length };
}

export function imageConfig(config: object, more: object = {}): object {
  return { architecture: 'amd64', os: 'linux', config, rootfs: { type: 'layers', diff_ids: [] }, ...more };
}

/** Manifest and configuration of one image; gives the manifest's descriptor. */
export function putImage(archive: Archive, config: object | string, type = configType): Descriptor {
  const layer = putBlob(archive, 'application/vnd.oci.image.layer.v1.tar+gzip', 'not really a layer');
  const named = putBlob(archive, type, config);
  return putBlob(archive, manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config: named,
    layers: [layer],
  });
}

export function layoutOf(archive: Archive, manifests: readonly object[]): Archive {
  put(archive, 'oci-layout', { imageLayoutVersion: '1.0.0' });
  put(archive, 'index.json', { schemaVersion: 2, mediaType: indexType, manifests });
  return archive;
}

export function named(descriptor: Descriptor, reference: string): object {
  return { ...descriptor, annotations: { 'org.opencontainers.image.ref.name': reference } };
}

/** What `docker save` adds: manifest.json, with configurations that the archive holds already. */
export function saved(
  archive: Archive,
  images: readonly { readonly config: string; readonly tags: readonly string[] | null }[],
): Archive {
  put(
    archive,
    'manifest.json',
    images.map(({ config, tags }) => ({ Config: config, RepoTags: tags, Layers: [] })),
  );
  return archive;
}
