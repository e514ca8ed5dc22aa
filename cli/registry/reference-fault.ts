// What is wrong with an argument that was meant as an image reference: in the words of the grammar, not of the file system.
// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { parseImageReference } from '../../shared/names/image-reference.ts';
import { withoutLogin } from '../terminal/logins.ts';

export const referenceForm = 'registry/repository:tag or registry/repository@sha256:…';

/** Null: it is a file, a path, or a reference that can be read. */
export function referenceFault(argument: string): string | null {
  if (argument === '-' || existsSync(argument)) return null;
  if (withoutLogin(argument) !== argument)
    return 'it holds a login, which belongs into `docker login` and the like';
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]{1,31}):\/\//.exec(argument) ?? [];
  if (scheme !== undefined) return `it begins with ${scheme}://, which no file and no reference does`;
  if (/^(?:[./~]|[A-Za-z]:\\)/.test(argument) || !/[@:]/.test(argument)) return null;
  return parseImageReference(argument) === null ? faultOf(argument) : null;
}

function faultOf(text: string): string {
  const [named = '', ...digests] = text.split('@');
  if (digests.length > 1) return 'it has more than one @';
  const [digest] = digests;
  if (digest !== undefined && parseImageReference(`web@${digest}`) === null)
    return 'its digest is not sha256: and 64 hexadecimal digits in lower case';
  const slash = named.lastIndexOf('/') + 1;
  const colon = named.indexOf(':', slash);
  const tag = colon < 0 ? null : named.slice(colon + 1);
  if (tag !== null && parseImageReference(`web:${tag}`) === null)
    return 'its tag is not 1 to 128 letters, digits, dots, dashes and underscores';
  const name = colon < 0 ? named : named.slice(0, colon);
  if (parseImageReference(name.toLowerCase()) !== null) return 'its repository has capital letters';
  return 'its registry is no host name, or its repository has more than lower-case letters, digits and . _ - /';
}
