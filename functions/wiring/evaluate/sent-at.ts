// When a queue took a message: the same time, however often it is handed out (Amazon SQS API Reference, ReceiveMessage).
// SPDX-License-Identifier: Apache-2.0

/** @param timestamp milliseconds since 1970, as the attribute `SentTimestamp`; undefined: the queue does not tell */
export function sentAt(timestamp: string | undefined): number | undefined {
  return timestamp !== undefined && /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : undefined;
}
