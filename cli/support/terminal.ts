// What text from events may do to a terminal: nothing. And what we may: a little colour.
import { styleText } from 'node:util';

// Control characters drive terminals; format characters turn text around or hide it (Unicode, UAX #9).
// Line and paragraph separators break lines in some.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Hostile text made harmless: control and direction characters become visible escapes; new lines become spaces. */
export function plain(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(unsafe, visible);
}

function visible(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Paints where `colour` is on; `--no-color` and NO_COLOR turn it off, and so does a pipe. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}
