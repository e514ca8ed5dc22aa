// Whether a request really comes from Slack: its signature over the raw body, its age, and that it comes for the first time.
// SPDX-License-Identifier: Apache-2.0
// https://docs.slack.dev/authentication/verifying-requests-from-slack

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RecordStore } from '../../findings/store.ts';
import { claimSignature } from '../../findings/writes/signatures.ts';

/** A request as a function URL hands it over, the body still as bytes. */
export interface SlackRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

type Verified =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: 'no-secret' | 'unsigned' | 'wrong-time' | 'wrong-signature' | 'replayed';
    };

/** Seconds that the request's clock and ours may differ, either way. */
const tolerance = 300;
const signatureForm = /^v0=[0-9a-f]{64}$/;
/** As Slack writes it: one spelling for one time. */
const timestampForm = /^[1-9]\d{0,11}$/;

/** `now`: milliseconds since 1970. */
function verifySignature(request: SlackRequest, secret: string, now: number): Verified {
  const { timestamp, signature } = signedBy(request);
  if (secret.trim() === '') return { ok: false, reason: 'no-secret' };
  if (!timestampForm.test(timestamp) || !signatureForm.test(signature))
    return { ok: false, reason: 'unsigned' };
  if (Math.abs(now / 1000 - Number(timestamp)) > tolerance) return { ok: false, reason: 'wrong-time' };
  return isSigned(request, secret) ? { ok: true } : { ok: false, reason: 'wrong-signature' };
}

/** Whether Slack signed the request, whenever that was. Compares in constant time. */
export function isSigned(request: SlackRequest, secret: string): boolean {
  const { timestamp, signature } = signedBy(request);
  // With an empty secret everybody could sign.
  if (secret.trim() === '' || !timestampForm.test(timestamp) || !signatureForm.test(signature)) return false;
  const expected = signatureOf(secret, timestamp, request.body);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
}

function signedBy({ headers }: SlackRequest): { readonly timestamp: string; readonly signature: string } {
  return {
    timestamp: headers['x-slack-request-timestamp'] ?? '',
    signature: headers['x-slack-signature'] ?? '',
  };
}

/** `v0=` and the HMAC-SHA256 over `v0:timestamp:body`, in hexadecimal digits. */
export function signatureOf(secret: string, timestamp: string, body: Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** The same, and refuses a request that came before: a signature is good once. */
export async function verify(
  request: SlackRequest,
  secret: string,
  store: RecordStore,
  now: number,
): Promise<Verified> {
  const verified = verifySignature(request, secret, now);
  if (!verified.ok) return verified;
  const key = `slack/signature/${request.headers['x-slack-signature']}` as const;
  const until = new Date(now + 3 * tolerance * 1000).toISOString();
  const first = await claimSignature(store, key, until, new Date(now).toISOString());
  return first ? verified : { ok: false, reason: 'replayed' };
}
