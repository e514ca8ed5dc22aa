// Any other system: each change as JSON to an address, signed so that the receiver can tell it is Seawall's and is new.
// SPDX-License-Identifier: Apache-2.0
import { createHmac } from 'node:crypto';
import type { FindingChange } from '../model/finding.ts';
import { changeId } from './deliver/told-once.ts';
import { messageText, type Told } from './text.ts';

/** A request to send as it is: the signature is over exactly these bytes. */
export interface WebhookRequest {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The body holds the change, and the message as text. `seawall-signature` is `v1=` and the HMAC-SHA256 over
 * `v1:<timestamp>:<body>` in hexadecimal digits. A receiver compares in constant time, refuses timestamps more than five
 * minutes away, and drops ids that it has seen. `now`: milliseconds since 1970.
 */
export function webhookRequest(
  change: FindingChange,
  told: Told,
  secret: string,
  now: number,
): WebhookRequest {
  const id = changeId(change);
  const body = JSON.stringify({
    version: 1,
    id,
    change,
    text: messageText(change, told),
    response: told.response,
  });
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', secret).update(`v1:${timestamp}:${body}`).digest('hex');
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'seawall-timestamp': timestamp,
      'seawall-signature': `v1=${signature}`,
    },
    body,
  };
}
