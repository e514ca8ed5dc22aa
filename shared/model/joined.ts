// Several names as one text from which they can be had back: what findings are kept on must not be one text for two things.
// SPDX-License-Identifier: Apache-2.0

/**
 * The parts with the separator between them. One that holds the separator, as only hostile names do, has it escaped, and the `%`
 * that escapes with it; the last part stands as it is, for nothing follows it.
 */
export function joined(separator: string, parts: readonly string[]): string {
  return parts
    .map((part, index) => (index < parts.length - 1 ? escaped(part, separator) : part))
    .join(separator);
}

function escaped(part: string, separator: string): string {
  if (!part.includes(separator) && !part.includes('%')) return part;
  const code = separator.charCodeAt(0).toString(16).toUpperCase();
  return part.replaceAll('%', '%25').replaceAll(separator, `%${code}`);
}
