// What text from events may do to a terminal: nothing. And what we may: a little colour.
// SPDX-License-Identifier: Apache-2.0
import { styleText } from 'node:util';

// Control characters drive terminals; format characters turn text around or hide it (Unicode, UAX #9).
// Line and paragraph separators break lines in some.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
// New lines part lines, and colours are ours: what else is there was let through by a format that escapes nothing.
const hidden = /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu;

/** Hostile text made harmless: control and direction characters become visible escapes; new lines become spaces. */
export function plain(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(unsafe, visible);
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : hexadecimal(code);
}

function hexadecimal(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

// A line that begins like this is a command of GitHub Actions (actions/runner, ActionCommand.TryParseV2).
const atBeginning = /^([^\S\r\n\u2028\u2029]*)::/gm;
// Anywhere in a line these are commands of GitHub's old form, of Azure Pipelines and of TeamCity (ActionCommand.TryParse,
// azure-pipelines-agent Command.TryParse, TeamCity "Service Messages").
const anywhere = /##(?=\[|vso\[|teamcity\[)/gi;

/**
 * All that goes to stdout, stderr and result files passes here, so that no name in it is taken for a command by what runs
 * Seawall, or turns the text around on a terminal. In JSON the escapes stand for what they replace; elsewhere they can be seen.
 */
export function harmless(text: string): string {
  return text
    .replace(hidden, (character) =>
      Array.from({ length: character.length }, (_, index) => hexadecimal(character.charCodeAt(index))).join(
        '',
      ),
    )
    .replace(atBeginning, '$1\\u003a:')
    .replace(anywhere, '\\u0023#');
}

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Paints where `colour` is on; `--no-color` and NO_COLOR turn it off, and so does a pipe. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}
