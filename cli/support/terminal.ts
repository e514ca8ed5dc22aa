// What text from events may do to a terminal: nothing. And what we may: a little colour.
import { styleText } from 'node:util';

// Control characters drive terminals; format characters turn text around or hide it (Unicode, UAX #9).
const unsafe = /[\p{Cc}\p{Cf}]/gu;

/** Hostile text made harmless: control and direction characters become visible escapes; new lines become spaces. */
export function plain(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Paints where `colour` is on; `--no-color` and NO_COLOR turn it off, and so does a pipe. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}
