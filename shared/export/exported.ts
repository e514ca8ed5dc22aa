// What every form of an exported finding is made from.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
import type { Finding } from '../model/finding.ts';

export interface Exported {
  readonly finding: Finding;
  /** Its control's own words; null: no control of that name is known any more. */
  readonly control: Pick<Control, 'title' | 'why' | 'fix' | 'family'> | null;
}

/** Control characters would reach terminals and consoles that others read it with; half a character, as a cut may leave, is no text to most. */
export function textOf(text: string, longest: number): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ').toWellFormed();
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1).toWellFormed()}…`;
}
