// Why an expression gave no answer, in words that hold nothing of the data: it may have read secrets.
// SPDX-License-Identifier: Apache-2.0
import type { CelError } from '@bufbuild/cel';
import { TooCostly } from './meter.ts';
import { unknownMark } from './project.ts';

/** Messages of the library that hold only types. */
const harmless =
  /^(?:type mismatch|found no matching overload for|u?int (?:divide|modulus) by zero|u?int overflow during)/;
const index = /^index .* out of bounds/;
const field = /^field not found: (.*)$/s;

/** `holds`: the expression's text, which a field must stand in to be named. */
export function reasonOf({ message, cause }: CelError, holds: string): string {
  if (message.startsWith(unknownMark)) return message.slice(unknownMark.length);
  if (cause instanceof TooCostly) return 'holds costs too much on this subject';
  const missing = field.exec(message)?.[1];
  if (missing !== undefined && holds.includes(missing))
    return `holds ends with an error: no field ${missing}`;
  if (index.test(message)) return 'holds ends with an error: there is no such item in the list';
  return harmless.test(message) ? `holds ends with an error: ${message}` : 'holds ends with an error';
}
