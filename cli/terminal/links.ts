// Links of a terminal (OSC 8): a name that can be clicked, where the terminal is known to take them.
// SPDX-License-Identifier: Apache-2.0
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Terminals say who they are, not what they take: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda lists those that do. */
const programs = new Set(['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'Tabby']);
const terms = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot(?:-extra)?)$/;
/** The first version of VTE (GNOME Terminal and others) that takes them, 0.50. */
const firstVte = 5000;

/** `terminal`: whether the result goes to one. */
export function takesLinks(terminal: boolean, env: NodeJS.ProcessEnv = process.env): boolean {
  if (!terminal || env.TERM === 'dumb') return false;
  return (
    programs.has(env.TERM_PROGRAM ?? '') ||
    terms.test(env.TERM ?? '') ||
    Number(env.VTE_VERSION ?? 0) >= firstVte ||
    [env.WT_SESSION, env.KONSOLE_VERSION].some((said) => said !== undefined && said !== '')
  );
}

/** The text as a link to a file of this machine; nothing of a name but its percent-encoding gets into it. */
export function linkToFile(file: string, text: string): string {
  const { href } = pathToFileURL(resolve(file));
  return `\u001b]8;;${href}\u001b\\${text}\u001b]8;;\u001b\\`;
}
