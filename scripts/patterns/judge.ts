// Judges regular expressions: how does the time that one takes grow with the text? By recheck, which proves it or finds an attack.
// SPDX-License-Identifier: Apache-2.0
import { checkSync } from 'recheck';
import type { PatternLiteral } from './literals.ts';

/** Null: linear. Else why it is not, or why nobody can tell. */
export function faultOf({ source, flags }: Pick<PatternLiteral, 'source' | 'flags'>): string | null {
  const found = checkSync(source, flags, { timeout: 60_000 });
  if (found.status === 'safe') return null;
  if (found.status === 'unknown') return `nobody can tell: ${found.error.kind}`;
  return `${found.complexity.summary}, as for ${found.attack.pattern}`;
}

/** `/a+$/g`, as the list of checked ones keeps it. */
export function written({ source, flags }: Pick<PatternLiteral, 'source' | 'flags'>): string {
  return `/${source}/${flags}`;
}
