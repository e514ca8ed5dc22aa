// What lies in the layers of an image, as far as anybody looked.
// SPDX-License-Identifier: Apache-2.0
import type { FactRequestOf } from './facts.ts';

export const oddities = [
  'shell',
  'remote-shell',
  'package-manager',
  'compiler',
  'setuid',
  'capability',
  'private-key',
  'credential',
  'authorized-keys',
] as const;
export type OddityKind = (typeof oddities)[number];

export interface Oddity {
  readonly kind: OddityKind;
  /** Path in the image, without control characters. Never a secret. */
  readonly path: string;
  /** What kind of key or credential it is; null: the kind says all. */
  readonly what: string | null;
}

/** Of /etc/passwd. */
export interface PasswdUser {
  readonly name: string;
  readonly uid: number;
}

export interface ImageContents {
  readonly digest: string;
  /** `linux/arm64`; null: not said. */
  readonly platform: string | null;
  /** The first few of each kind. */
  readonly oddities: readonly Oddity[];
  /** How many of each kind there are. */
  readonly counts: Readonly<Partial<Record<OddityKind, number>>>;
  readonly files: number;
  /** Null: the image has no /etc/passwd; left out: it could not be read. */
  readonly users?: readonly PasswdUser[] | null;
}

/** No registry of ECR takes a larger layer: 52,000 MiB (Amazon ECR User Guide, "Amazon ECR service quotas"). In megabytes. */
export const largestLayer = 54_525;

/** An image by its name and where it lies. */
interface Named {
  readonly account: string | null;
  readonly region: string | null;
  readonly reference: string;
}

export function contentsRequest(
  { account, region, reference }: Named,
  megabytes: number,
): FactRequestOf<'image-contents'> {
  return { fact: 'image-contents', account, region, image: reference, maximumBytes: megabytes * 1_000_000 };
}
