// What a word, a variable, a file or a stream holds, as far as it can be known without running anything.
// SPDX-License-Identifier: Apache-2.0

/** Where text came from that was never in the image. */
export interface Origin {
  readonly kind: 'download' | 'encoded' | 'connection' | 'environment';
  /** Program that fetched or decoded it; name of the environment variable. */
  readonly name: string;
}

export interface Value {
  /** Text, with `${held…}` where a part is not known; null: nothing is known. */
  readonly text: string | null;
  readonly origins: readonly Origin[];
}

/** One word after expansion. */
export interface Field {
  /** What is not known stands as it was written. */
  readonly text: string;
  /** The same as shell text that may be read again: what is not known stands as a variable that is held for it. */
  readonly code: string;
  /** Where the beginning of the word came from. */
  readonly origins: readonly Origin[];
  /** What `<(…)` reads as. */
  readonly content: Value | null;
}

export const nothing: Value = { text: null, origins: [] };
const most = 16;
const longestText = 100_000;

export function plainField(text: string): Field {
  return { text, code: text, origins: [], content: null };
}

export function known(text: string, origins: readonly Origin[] = []): Value {
  return { text: text.length > longestText ? null : text, origins };
}

export function from(kind: Origin['kind'], name: string): Value {
  return { text: null, origins: [{ kind, name }] };
}

/** Each of them once, and no more than anybody reads. */
export function originsOf(values: Iterable<{ readonly origins: readonly Origin[] }>): readonly Origin[] {
  const found: Origin[] = [];
  for (const { origins } of values)
    for (const one of origins) {
      if (found.length >= most) return found;
      if (!found.some(({ kind, name }) => kind === one.kind && name === one.name)) found.push(one);
    }
  return found;
}

/** One behind the other; of what is not known nothing can be said. */
export function joinedValues(values: readonly Value[]): Value {
  const said = values.filter(({ text, origins }) => text !== '' || origins.length > 0);
  if (said.length === 0) return known('');
  const texts = said.map(({ text }) => text);
  return {
    text: texts.includes(null) ? null : (known(texts.join('')).text ?? null),
    origins: originsOf(said),
  };
}
