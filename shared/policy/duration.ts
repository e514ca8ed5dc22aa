// Durations as policies write them: `90d`, `4h`, `10m`, `30s`.
// SPDX-License-Identifier: Apache-2.0

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;

/** Milliseconds. The schema has checked the form; anything else throws. */
export function durationMs(text: string): number {
  const unit = Object.entries(units).find(([letter]) => text.endsWith(letter));
  const amount = text.slice(0, -1);
  if (unit === undefined || !/^\d+$/.test(amount)) throw new Error(`not a duration: ${text}`);
  return Number(amount) * unit[1];
}

/** The shortest way to write it: 3600000 is `1h`. */
export function durationText(ms: number): string {
  const unit = Object.entries(units).find(([, size]) => ms >= size && ms % size === 0);
  return unit === undefined ? '0s' : `${ms / unit[1]}${unit[0]}`;
}
