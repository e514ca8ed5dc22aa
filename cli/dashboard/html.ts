// Pages as text: everything put into a template is escaped, unless it came from a template itself.
// SPDX-License-Identifier: Apache-2.0
import { escaped } from '../report/escape.ts';

/** Markup that templates made. Nothing else can make it, so no text from a record can be taken for it. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static of(parts: TemplateStringsArray, values: readonly Value[]): Html {
    return new Html(
      parts.map((part, index) => part + (index < values.length ? written(values[index]) : '')).join(''),
    );
  }

  /** For texts of our own that are no HTML: the style and the script, whose hashes the policy of the page names. */
  static raw(text: string): Html {
    return new Html(text);
  }

  toString(): string {
    return this.#text;
  }
}

export type Value = string | number | null | undefined | false | Html | readonly Value[];

/** Values stand in content or in quoted attributes, nowhere else. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return Html.of(parts, values);
}

function written(value: Value): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(written).join('');
  return escaped(String(value));
}
