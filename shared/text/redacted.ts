// What stands in place of a credential that was taken out of a document: it says so, and of which kind it was.

const mark = 'REDACTED-BY-SEAWALL-';
// Nothing that a URL or a shell would read as its own: the text around it keeps its form.
const form = /REDACTED-BY-SEAWALL-([a-z0-9-]{1,60})/;

export function redactedAs(kind: string): string {
  return mark + kind;
}

/** The kind of credential that was taken out of this text; null: none was. */
export function redactedKind(text: string): string | null {
  return form.exec(text)?.[1] ?? null;
}
