// Parts of a file that is written by hand: what stands between two lines of comment is generated, the rest is left as it is.
// SPDX-License-Identifier: Apache-2.0

/** Puts lines between `# generated: <name>` and `# end of generated`, in Markdown `<!-- generated: … -->`. Throws, naming the file, where the place of one is missing. */
export function withSections(
  path: string,
  text: string,
  sections: Readonly<Record<string, readonly string[]>>,
): string {
  return Object.entries(sections).reduce((whole, [name, lines]) => {
    const start = whole.search(new RegExp(`^ *(?:#|<!--) generated: ${name}\\b`, 'm'));
    const end = whole.slice(start).search(/^ *(?:#|<!--) end of generated/m) + start;
    if (start === -1 || end < start)
      throw new Error(`${path}: the lines \`# generated: ${name}\` and \`# end of generated\` are missing`);
    const first = whole.indexOf('\n', start) + 1;
    return `${whole.slice(0, first)}${lines.map((line) => `${line}\n`).join('')}${whole.slice(end)}`;
  }, text);
}
