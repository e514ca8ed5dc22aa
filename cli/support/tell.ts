// Warnings, summaries and problems: on stderr, so that stdout carries the result and nothing else.
import type { LeftOut } from './files.ts';
import { harmless, plain } from './terminal.ts';

export function tell(line: string): void {
  process.stderr.write(`${harmless(plain(line))}\n`);
}

export function tellLeftOut(leftOut: readonly LeftOut[]): void {
  for (const { file, reason } of leftOut) tell(`${file}: left out: ${reason}`);
}
