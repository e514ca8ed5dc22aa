// What OSCAL's data types ask of texts: https://pages.nist.gov/OSCAL/resources/concepts/datatypes/
// SPDX-License-Identifier: Apache-2.0
import { plain } from '../../terminal/terminal.ts';

/** A line that is not empty and neither begins nor ends with a blank (`string`, `markup-line`). */
export function lineOf(text: string): string {
  const line = plain(text).toWellFormed().trim();
  return line === '' ? '(empty)' : line;
}

/** `namespace-isolation/no-privileged` as a `token`, which has no slash. */
export function tokenOf(control: string): string {
  const token = control.replaceAll('/', '.').replace(/[^\p{L}\p{N}.\-_]/gu, '_');
  return /^[\p{L}_]/u.test(token) ? token : `_${token}`;
}

/** Whose property names these are. */
const ours = 'urn:seawall';

export function propOf(name: string, value: string): object {
  return { name, ns: ours, value: lineOf(value) };
}

/** A file as a reference: relative to the working directory, which is the repository's root in a pipeline. */
export function hrefOf(file: string): string {
  const way = file.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return way.startsWith('/') ? `file://${way}` : `./${way}`;
}
