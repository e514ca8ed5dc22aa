// A finding in one line: what happened to what. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../model/finding.ts';

/** Hostile. Names its subject, unless the sentence does. `title`, the rule, where it holds again or where nothing was said. */
export function headlineOf({ evidence, status, subject }: Finding, title: string): string {
  const [first] = evidence;
  if (first === undefined || status === 'resolved') return `${subject.name}: ${title}`;
  const isNamed = subject.kind === 'call' || first.message.includes(subject.name);
  return isNamed ? first.message : `${subject.name}: ${first.message}`;
}
