// What stands in place of a credential that was taken out: it says so, and of which kind it was.
// SPDX-License-Identifier: Apache-2.0

const mark = 'REDACTED-BY-SEAWALL-';
// Nothing that a URL or a shell would read as its own: the text around it keeps its form.
const form = /REDACTED-BY-SEAWALL-([a-z0-9-]{1,60})/;

/** In documents that are read again. */
export function redactedAs(kind: string): string {
  return mark + kind;
}

/** For people. */
export function shownAs(kind: string): string {
  return `(redacted: ${kind})`;
}

/** The kind of credential that was taken out of this text; null: none was. */
export function redactedKind(text: string): string | null {
  return text.includes(mark) ? (form.exec(text)?.[1] ?? null) : null;
}

/** The text with nothing in the place of marks. */
export function withoutMarks(text: string): string {
  return text.replace(/REDACTED-BY-SEAWALL-[a-z0-9-]{1,60}|\(redacted: [a-z0-9-]{1,60}\)/g, '');
}

/** The text is such a mark and nothing else, or as much of one as stands before its blank. */
export function isMark(text: string): boolean {
  return /^(?:REDACTED-BY-SEAWALL-[a-z0-9-]{1,60}|\(redacted:(?: [a-z0-9-]{1,60}\)?)?)$/.test(text);
}
