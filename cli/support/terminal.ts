// What text from events may do to a terminal: nothing. And what we may: a little colour.
import { styleText } from 'node:util';

// C0 and C1 controls, and the marks that turn text around or hide it (Unicode UAX #9, "Trojan Source").
const unsafe = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

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
