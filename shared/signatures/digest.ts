// SHA-256 as Sigstore's bundles carry it.
import { createHash } from 'node:crypto';

/** In base64. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
