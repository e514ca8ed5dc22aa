// The command lines of Seawall that documents and examples show.

export interface CommandLine {
  readonly line: string;
  readonly command: string;
  /** Options with their dashes, without values. */
  readonly options: readonly string[];
}

// At the beginning of a line of code, or of code within a line: by npx, by the bin of a folder, or plain.
const shown =
  /(?:^[ \t]*|`|"|'|\s-\s|run: )(?:npx --no-install seawall|[^\s`'"|]*node_modules\/\.bin\/seawall"?|node cli\/seawall\.js|seawall)((?: +[^\n`#|;]+)?)/gm;

/** Of a text in Markdown, YAML or shell. What names no command (`seawall <command>`, `seawall …`) is none. */
export function commandLinesIn(text: string): readonly CommandLine[] {
  return [...text.matchAll(shown)].flatMap(([line, rest = '']) => {
    const words = rest.trim().split(/ +/);
    const [command = ''] = words;
    if (!/^[a-z]+$/.test(command)) return [];
    const options = words
      .filter((word) => /^--?[a-z]/i.test(word))
      .map((word) => word.replace(/[=,).'"]+.*$/, ''));
    return [{ line: line.trim(), command, options }];
  });
}
