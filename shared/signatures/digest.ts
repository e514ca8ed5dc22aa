// SHA-256 as Sigstore's bundles carry it.
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** In base64. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
