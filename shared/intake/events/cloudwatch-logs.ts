// Unpacks CloudWatch Logs payloads. Apart from the rest of intake, which imports nothing: this one needs zlib.
// SPDX-License-Identifier: Apache-2.0
import { gunzipSync } from 'node:zlib';

// A subscription delivers at most 1 MB packed (CloudWatch Logs, "Using subscription filters"); text packs some 20 to 1.
const maximumLength = 64 * 1024 * 1024;

/** Text of a base64 gzip payload; null where it is none, or where it would unpack to more than 64 MB. Pass it to `envelopesOf`. */
export function decodeLogs(base64: string): string | null {
  try {
    return gunzipSync(Buffer.from(base64, 'base64'), { maxOutputLength: maximumLength }).toString('utf8');
  } catch {
    return null;
  }
}
