// What a seal of AWS KMS is bound to: KMS gives the data key back only to whoever names the same, and an IAM policy can ask for it.
// SPDX-License-Identifier: Apache-2.0
import type { Purpose } from './sealer.ts';

export const mark = 'kms1';
// AES-256 in Galois/counter mode with the nonce and tag lengths of NIST SP 800-38D.
export const cipher = 'aes-256-gcm';
export const nonceBytes = 12;
export const tagBytes = 16;

/** Key of the encryption context that tells decisions and journal entries from plans. */
export const purposeKey = 'seawall:purpose';

/** KMS writes it into CloudTrail: names of the response, nothing of what the seal holds. Plans have had no purpose from the beginning. */
export function sealContext(response: string, purpose: Purpose): Record<string, string> {
  const [finding = response] = response.split('-', 1);
  const about = { 'seawall:finding': finding, 'seawall:response': response };
  return purpose === 'plan' ? about : { ...about, [purposeKey]: purpose };
}

/** What the text itself is bound to. */
export function associatedData(response: string, purpose: Purpose): Buffer {
  return Buffer.from(purpose === 'plan' ? response : `${purpose}/${response}`);
}
