// Image references among the arguments of a command, and the images that they stand for.
// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import type { Facts } from '../../shared/model/facts.ts';
import type { Observation } from '../../shared/model/observation.ts';
import type { Image, ImageConfig } from '../../shared/model/platform.ts';
import type { ImageSignatures } from '../../shared/model/signatures.ts';
import { parseImageReference } from '../../shared/names/image-reference.ts';
import type { Problem } from '../input/problem.ts';

/**
 * True where the argument can only be an image: no file bears that name, and it has a digest, a tag, or a registry before its first
 * slash. `deploy/web` is a path that is missing.
 */
export function isReference(argument: string): boolean {
  if (argument === '-' || /^(?:[./~]|[A-Za-z]:\\)/.test(argument) || existsSync(argument)) return false;
  const reference = parseImageReference(argument);
  if (reference === null) return false;
  if (reference.digest !== null || reference.tag !== null) return true;
  const first = argument.slice(0, Math.max(argument.indexOf('/'), 0));
  return /[.:]/.test(first) || first === 'localhost';
}

export type ReadReference =
  | {
      readonly ok: true;
      readonly observations: readonly Observation[];
      /** The reference with the digest that it stands for: of the index, where it is one. */
      readonly pinned: string;
    }
  /** `environment`: the registry failed, not the input. */
  | { readonly ok: false; readonly problem: Problem; readonly environment: boolean };

/** The images behind the reference, one for each platform, known by digest from here on. */
export async function readReference(text: string, facts: Facts): Promise<ReadReference> {
  const answer = await facts.get({ fact: 'image-signatures', ...nowhere, image: text, signers: [] });
  if (!answer.ok) return failed(text, answer.code, answer.reason);
  const found = answer.value;
  if (found.artefact !== null) return failed(text, 'not-found', `it is ${found.artefact}, not an image`);
  const observations: Observation[] = [];
  for (const [index, { digest, platform }] of found.platforms.entries()) {
    const config = await facts.get({ fact: 'image-config', ...nowhere, image: pinned(text, digest) });
    const alone = found.platforms.length === 1 && platform === null;
    const image = imageOf(text, found, {
      digest,
      platform: alone ? null : platform,
      config: config.ok ? config.value : null,
    });
    observations.push(observationOf(image, text, index));
  }
  return { ok: true, observations, pinned: pinned(text, found.digest) };
}

const nowhere = { account: null, region: null };

function pinned(text: string, digest: string): string {
  const [named = text] = text.split('@', 1);
  return `${named}@${digest}`;
}

interface Part {
  readonly digest: string;
  readonly platform: string | null;
  readonly config: ImageConfig | null;
}

function imageOf(text: string, { repository }: ImageSignatures, { digest, platform, config }: Part): Image {
  const reference = parseImageReference(text);
  const ecr = reference?.ecr ?? null;
  const tag = reference?.digest === null ? (reference.tag ?? 'latest') : (reference?.tag ?? null);
  const id = platform === null ? text : pinned(text, digest);
  return {
    kind: 'image',
    platform: ecr === null ? 'oci' : 'ecr',
    id,
    identity: id,
    name: platform === null ? text : `${text} (${platform})`,
    account: ecr?.account ?? null,
    region: ecr?.region ?? null,
    ...{ cluster: null, namespace: null, tags: null, scan: null },
    reference: pinned(text, digest),
    repository,
    tag,
    digest,
    config,
    // Whoever asks is about to run it.
    running: true,
  };
}

function observationOf(image: Image, text: string, index: number): Observation {
  return {
    ...{ id: `${text}#${index}`, source: 'file', name: 'image', time: null },
    ...{ account: image.account, region: image.region, actor: null, replayed: false },
    ...{ subjects: [image], pending: [], gone: [] },
    ref: { file: text, index, eventId: null, time: null },
  };
}

function failed(file: string, code: string, reason: string): ReadReference {
  const environment = code !== 'not-found' && code !== 'no-facts';
  const place = { file, line: null, column: null, index: null };
  const remedy = environment
    ? 'check the reference, the network, and the login (docker login, or AWS credentials for ECR)'
    : 'check the reference';
  return { ok: false, environment, problem: { ...place, code: `image-${code}`, message: reason, remedy } };
}
