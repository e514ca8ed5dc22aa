// A subject as plain data for an expression: values without their places; what nobody can know throws when read.
// SPDX-License-Identifier: Apache-2.0
import type { CelInput } from '@bufbuild/cel';
import { isObject } from '../../model/json.ts';
import { parsedDocument } from '../../model/policy-text.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Subject } from '../../model/subject.ts';
import { ownContainers } from '../../model/workload.ts';
import { documentKeys, fields, nullIsUnknown, policyFields, rawKeys } from './fields.ts';

export type CelMapInput = ReadonlyMap<string, CelInput>;

/** Begins the message of an error that was raised by reading a value nobody can know; the library's own never begin so. */
export const unknownMark = '\u0000';

/** Documents nested deeper than any of AWS or Kubernetes are unknown below this. */
const maxDepth = 40;

/** What an expression sees under the name of the subject's kind. */
export function projectSubject(subject: Subject): CelMapInput {
  const all = new Map<string, CelInput>();
  for (const field of fields[subject.kind] as readonly (keyof Subject)[]) {
    const value: unknown = field === ('containers' as string) ? containersOf(subject) : subject[field];
    const unknown = value === null && nullIsUnknown(subject, field);
    all.set(field, unknown ? untold(field, 'the input does not tell it') : projected(value, field, 0));
  }
  return all;
}

/** What an expression sees as `policy`. */
export function projectPolicy(view: PolicyView): CelMapInput {
  return new Map(policyFields.map((field) => [field, plain(view[field], 0)]));
}

/** As for Seawall's own controls: what AWS puts in by itself is not the user's to answer for. */
function containersOf(subject: Subject): unknown {
  return subject.kind === 'workload' ? ownContainers(subject) : [];
}

function projected(value: unknown, key: string, depth: number): CelInput {
  if (!isObject(value) && !Array.isArray(value)) return scalar(value);
  if (depth > maxDepth) return untold(key, 'it is nested too deep');
  if (Array.isArray(value)) return value.map((item) => projected(item, key, depth + 1));
  if (rawKeys.has(key)) return raw(value, key, depth);
  if (isAt(value)) return settled(value, key, depth);
  return mapOf(value, (item, name) => projected(item, name, depth + 1));
}

interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly unsettled?: unknown;
}

/** The model's `At`, and nothing that only looks like it: raw documents never come here. */
function isAt(value: object): value is Place {
  return 'value' in value && 'path' in value && typeof value.path === 'string' && !('name' in value);
}

/** `value` is not touched where it is unsettled: evaluation would take it for read. */
function settled(place: Place, key: string, depth: number): CelInput {
  if (typeof place.unsettled === 'string') return untold(place.path, place.unsettled);
  return documentKeys.has(key) ? raw(place.value, key, depth) : projected(place.value, key, depth + 1);
}

function raw(value: unknown, key: string, depth: number): CelInput {
  return plain(documentKeys.has(key) ? parsedDocument(value) : value, depth);
}

function plain(value: unknown, depth: number): CelInput {
  if (!isObject(value) && !Array.isArray(value)) return scalar(value);
  if (depth > maxDepth) return untold('a document', 'it is nested too deep');
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return mapOf(value, (item) => plain(item, depth + 1));
}

/** Maps, never objects: their keys are others' text. */
function mapOf(value: object, item: (value: unknown, name: string) => CelInput): CelMapInput {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return new Map(entries.map(([name, inner]) => [name, item(inner, name)]));
}

/** Whole numbers are CEL's int, so that `port < 1024` and `size(…)` fit together. */
function scalar(value: unknown): CelInput {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** Stands for a value that nobody can know. CEL refuses it whenever it is read, and asks for its text to say so. */
class Untold {
  readonly #message: string;

  constructor(message: string) {
    this.#message = message;
  }

  toString(): string {
    throw new Error(unknownMark + this.#message);
  }
}

function untold(path: string, reason: string): CelInput {
  // No value of CEL's on purpose: this is the one way to fail at the moment of reading.
  return new Untold(`${path} cannot be known: ${reason}`) as unknown as CelInput;
}
