// Warnings, summaries and problems: on stderr, so that stdout carries the result and nothing else.
import { plain } from './terminal.ts';

export function tell(line: string): void {
  process.stderr.write(`${plain(line)}\n`);
}
