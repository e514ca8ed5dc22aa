// Remembers what a pure function says of an object: many controls, and many holders of one policy, ask the same.

/** The same function, asked once for each object as long as that lives. What it reads must never be changed. */
export function remembered<T extends object, R extends object>(ask: (of: T) => R): (of: T) => R {
  const known = new WeakMap<T, R>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const answer = ask(of);
    known.set(of, answer);
    return answer;
  };
}
