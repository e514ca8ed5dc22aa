// Whether a request really comes from Slack: its signature over the raw body, its age, and that it comes for the first time.
// https://docs.slack.dev/authentication/verifying-requests-from-slack
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RecordStore } from '../../record/store.ts';

/** A request as a function URL hands it over, the body still as bytes. */
export interface SlackRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export type Verified =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'unsigned' | 'wrong-time' | 'wrong-signature' | 'replayed' };

/** Seconds that the request's clock and ours may differ, either way. */
const tolerance = 300;
const signatureForm = /^v0=[0-9a-f]{64}$/;

/** `now`: milliseconds since 1970. Compares in constant time. */
function verifySignature({ headers, body }: SlackRequest, secret: string, now: number): Verified {
  const timestamp = headers['x-slack-request-timestamp'] ?? '';
  const signature = headers['x-slack-signature'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || !signatureForm.test(signature))
    return { ok: false, reason: 'unsigned' };
  if (Math.abs(now / 1000 - Number(timestamp)) > tolerance) return { ok: false, reason: 'wrong-time' };
  const expected = signatureOf(secret, timestamp, body);
  const same = timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
  return same ? { ok: true } : { ok: false, reason: 'wrong-signature' };
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
  const key = `slack/signature/${request.headers['x-slack-signature']}`;
  const until = new Date(now + 3 * tolerance * 1000).toISOString();
  const first = await store.once(key, until, new Date(now).toISOString());
  return first ? verified : { ok: false, reason: 'replayed' };
}
