// The `Link` header of RFC 8288, as far as lists on pages need it: where the next page is.
// SPDX-License-Identifier: Apache-2.0

/** Links of one answer; nobody sends as many, and each is looked at once. */
const mostLinks = 50;

/** The target of the first link with `rel=next`, whatever other links and parameters stand beside it; null: there is none. */
export function nextLink(header: string): string | null {
  const links = header.split('<').slice(1, mostLinks);
  for (const link of links) {
    const end = link.indexOf('>');
    if (end >= 0 && isNext(link.slice(end + 1))) return link.slice(0, end);
  }
  return null;
}

/** Names of parameters and relations know no case; one parameter may hold several relations (RFC 8288, 2.1.1 and 3.3). */
function isNext(parameters: string): boolean {
  return parameters
    .toLowerCase()
    .split(/[;,]/)
    .map((parameter) => parameter.split('='))
    .some(
      ([name = '', value = '']) =>
        name.trim() === 'rel' && value.replaceAll('"', ' ').trim().split(/\s+/).includes('next'),
    );
}
