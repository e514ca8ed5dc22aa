// Hostile text inside HTML and XML: markup is escaped, and what turns text around or hides it becomes visible.
// SPDX-License-Identifier: Apache-2.0
import { plain } from '../terminal/terminal.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Fit for content and quoted attributes; without characters that XML 1.0 does not allow. */
export function escaped(text: string): string {
  return (
    plain(text)
      .toWellFormed()
      .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
      .replace(/[&<>"']/g, (character) => entities[character] ?? '')
      // What a delivery pipeline would take for a command (terminal.ts) reads the same as an entity.
      .replace(/#(?=#)/g, '&#35;')
  );
}
