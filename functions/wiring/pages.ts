// Reads lists of AWS to their end, through ports that only send.
// SPDX-License-Identifier: Apache-2.0

/** Every page, in order. Rejects as `ask` does. `nextOf`: what the next page is asked by; undefined or empty on the last one. */
export async function readPages<P>(
  ask: (token: string | undefined) => Promise<P>,
  nextOf: (page: P) => string | undefined,
): Promise<readonly P[]> {
  const found: P[] = [];
  let token: string | undefined;
  do {
    const page: P = await ask(token);
    found.push(page);
    token = nextOf(page) || undefined;
  } while (token !== undefined);
  return found;
}

/** The part of a request that names its page; nothing for the first one. */
export function pageAt(key: string, token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { [key]: token };
}
