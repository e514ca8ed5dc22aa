// Warnings, summaries and problems: on stderr, so that stdout carries the result and nothing else.
// SPDX-License-Identifier: Apache-2.0
import type { Notice } from '../../shared/findings/notice.ts';
import type { LeftOut } from '../input/files.ts';
import { withoutLogins } from './logins.ts';
import { harmless, plain } from './terminal.ts';

export function tell(line: string): void {
  process.stderr.write(`${harmless(plain(withoutLogins(line)))}\n`);
}

const atMost = 10;

/** The first by name; a whole repository has many that are nobody's concern. */
export function tellLeftOut(leftOut: readonly LeftOut[]): void {
  for (const { file, reason } of leftOut.slice(0, atMost)) tell(`${file}: skipped: ${reason}`);
  const more = leftOut.length - atMost;
  if (more > 0) tell(`${more} more skipped: --format json names them all (leftOut)`);
}

/** Nobody's mistake: two things have one key in the record. */
export function tellNotice({ what, identity, key }: Notice): void {
  tell(`${identity}: not recorded: the record holds the ${what} of something else under the same key ${key}`);
}
