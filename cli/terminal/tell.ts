// Warnings, summaries and problems: on stderr, so that stdout carries the result and nothing else.
import type { Notice } from '../../shared/findings/notice.ts';
import type { LeftOut } from '../input/files.ts';
import { harmless, plain } from './terminal.ts';

export function tell(line: string): void {
  process.stderr.write(`${harmless(plain(line))}\n`);
}

export function tellLeftOut(leftOut: readonly LeftOut[]): void {
  for (const { file, reason } of leftOut) tell(`${file}: left out: ${reason}`);
}

/** Nobody's mistake: two things have one key in the record. */
export function tellNotice({ what, identity, key }: Notice): void {
  tell(`${identity}: not recorded: the record holds the ${what} of something else under the same key ${key}`);
}
