// The canary: what is bad by design, sent every few minutes to see whether it is found. Nobody is shown it, and nothing answers it.
// SPDX-License-Identifier: Apache-2.0

/**
 * The control that finds it, and the mark of everything about it. It judges what the canary's own reader makes, and nothing else, so that
 * nothing real can bear the mark, whatever it is called.
 */
export const canaryControl = 'control-plane/canary';

export function isCanary({ control }: { readonly control: string }): boolean {
  return control === canaryControl;
}

const identityPrefix = 'canary|';

/** Each is a subject of its own, named by the time that it was sent at (ISO). */
export function canaryIdentity(sentAt: string): string {
  return identityPrefix + sentAt;
}

/** ISO time at which it was sent; null where the identity is none of a canary. */
export function canarySentAt(identity: string): string | null {
  const time = identity.startsWith(identityPrefix) ? identity.slice(identityPrefix.length) : '';
  return isSentAt(time) ? time : null;
}

/** As the function writes it, and no other form. */
export function isSentAt(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
