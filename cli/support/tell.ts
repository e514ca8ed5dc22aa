// Warnings, summaries and problems: on stderr, so that stdout carries the result and nothing else.
import { harmless, plain } from './terminal.ts';

export function tell(line: string): void {
  process.stderr.write(`${harmless(plain(line))}\n`);
}
