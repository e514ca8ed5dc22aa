// An image of an archive as a subject: its configuration, and what the archive calls it.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import {
  dig,
  isObject,
  type JsonObject,
  listOf,
  stringMapOf,
  stringOf,
  stringsOf,
} from '../../model/json.ts';
import type { Image, ImageConfig } from '../../model/platform.ts';

interface ImageNames {
  /** The archive's path as given. */
  readonly file: string;
  /** What the archive calls the image: a reference with its tag, a bare tag, or nothing. */
  readonly reference: string | null;
  /** Digest of the manifest (OCI) or of the configuration (`docker save`). */
  readonly digest: string;
  /** `linux/arm64` where one reference stands for several images. */
  readonly platform: string | null;
}

/** A tagged reference is the image's id; without one, or with a bare tag that names no repository, it is `path#digest`. */
export function imageOf(config: JsonObject, { file, reference, digest, platform }: ImageNames): Image {
  const whole = reference !== null && /[:/]/.test(reference) ? reference : null;
  const id = whole === null ? `${file}#${digest}` : platform === null ? whole : `${whole}@${digest}`;
  const shown = whole ?? (reference === null ? file : `${file}:${reference}`);
  const { repository, tag } = partsOf(whole ?? '');
  return {
    kind: 'image',
    platform: 'oci',
    id,
    identity: id,
    name: platform === null ? shown : `${shown} (${platform})`,
    account: null,
    region: null,
    cluster: null,
    namespace: null,
    tags: null,
    reference: whole ?? id,
    repository: repository === '' ? null : repository,
    tag: whole === null ? reference : tag,
    digest,
    config: imageConfigOf(config),
    scan: null,
    running: false,
  };
}

/** A colon after the last slash begins the tag: one before it belongs to the registry's port. */
function partsOf(reference: string): { repository: string; tag: string | null } {
  const [named = ''] = reference.split('@', 1);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon < 0
    ? { repository: named, tag: null }
    : { repository: named.slice(0, colon), tag: named.slice(colon + 1) };
}

/** config.md, "history": a builder may leave it out. */
function historyOf({ history }: JsonObject): Pick<ImageConfig, 'history'> {
  const said = listOf(history).flatMap((step) => stringOf(dig(step, 'created_by')) ?? []);
  return said.length === 0 ? {} : { history: said };
}

/** OCI image specification, config.md: an absent list is empty, an absent User is root's. */
export function imageConfigOf(image: JsonObject): ImageConfig {
  const config = dig(image, 'config');
  const strings = (key: string) => at(stringsOf(dig(config, key)), `config.${key}`);
  const ports = dig(config, 'ExposedPorts');
  return {
    user: at(stringOf(dig(config, 'User')), 'config.User'),
    entryPoint: strings('Entrypoint'),
    command: strings('Cmd'),
    exposedPorts: at(isObject(ports) ? Object.keys(ports) : [], 'config.ExposedPorts'),
    environment: strings('Env'),
    labels: stringMapOf(dig(config, 'Labels')),
    os: stringOf(image.os),
    createdAt: stringOf(image.created),
    ...historyOf(image),
  };
}
