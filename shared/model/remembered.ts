// Remembers what a pure function says of an object: many controls, and many holders of one policy, ask the same.
// SPDX-License-Identifier: Apache-2.0

/** The same function, asked once for each object as long as that lives. What it reads must never be changed. */
export function remembered<T extends object, R extends NonNullable<unknown>>(
  ask: (of: T) => R,
): (of: T) => R {
  const known = new WeakMap<T, R>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const answer = ask(of);
    known.set(of, answer);
    return answer;
  };
}

/** The same of a function that tells places too: `at` is where the object stands in the input, which is nearly always one place. */
export function rememberedAt<T extends object, R extends NonNullable<unknown>>(
  ask: (of: T, at: string) => R,
): (of: T, at: string) => R {
  const places = remembered((_: T) => new Map<string, R>());
  return (of, at) => {
    const known = places(of);
    const before = known.get(at);
    if (before !== undefined) return before;
    const answer = ask(of, at);
    known.set(at, answer);
    return answer;
  };
}

/** Texts that are kept, and how long one may be: enough for the names and messages that come again and again. */
const mostTexts = 4096;
const longestText = 256;

/**
 * The same test, asked once for each short text that it says no to. Emptied when full, so that no number of texts fills memory.
 * `ofLong`: what is asked of a long text instead.
 */
export function rememberedNo(
  test: (text: string) => boolean,
  ofLong: (text: string) => boolean = test,
): (text: string) => boolean {
  const no = new Set<string>();
  return (text) => {
    if (text.length > longestText) return ofLong(text);
    if (no.has(text)) return false;
    if (test(text)) return true;
    if (no.size >= mostTexts) no.clear();
    no.add(text);
    return false;
  };
}

/** The same function, asked once for each short text: the same names come in every document. Emptied when full as well. */
export function rememberedOfText<R>(ask: (text: string) => R): (text: string) => R {
  const keep = keptBy<R>(mostTexts, longestText);
  return (text) => keep(text, () => ask(text));
}

/** What was made for a key, made once: for keys up to the `longest`, and the `most` of them, after which all are forgotten. */
export function keptBy<R>(most: number, longest: number): (key: string, make: () => R) => R {
  const known = new Map<string, R>();
  return (key, make) => {
    if (key.length > longest) return make();
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make();
    if (known.size >= most) known.clear();
    known.set(key, made);
    return made;
  };
}
