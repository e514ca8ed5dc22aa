// The scheme of a URL, found from its `://` backwards.
// SPDX-License-Identifier: Apache-2.0

const longest = 41;

/** `https` in `see https://…`, where `mark` is the offset of `://`; empty where no scheme stands there (RFC 3986, 3.1). */
export function schemeBefore(text: string, mark: number): string {
  let start = mark;
  while (start > 0 && mark - start < longest && /[A-Za-z0-9+.-]/.test(text.charAt(start - 1))) start--;
  while (start < mark && !/[A-Za-z]/.test(text.charAt(start))) start++;
  return text.slice(start, mark);
}
