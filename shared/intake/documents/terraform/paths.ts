// Where the values of a converted resource stood in the plan: evidence names the address and attribute that people wrote.
// SPDX-License-Identifier: Apache-2.0
import { isObject } from '../../../model/json.ts';
import type { Subject } from '../../../model/subject.ts';
import { unsettledReason } from '../../workload/cursor.ts';

/** Paths of the converted document and what they are in the plan; both with the attribute's path, the plan's with the address. */
export class Paths {
  readonly #of = new Map<string, string>();
  readonly #address: string;
  #other: Paths | null = null;

  constructor(address: string) {
    this.#address = address;
  }

  set(converted: string, written: string): void {
    this.#of.set(normal(converted), written);
  }

  /** What the resource does not say itself is told by another: a service has the containers of its definition. */
  completedBy(other: Paths): void {
    this.#other = other;
  }

  /** The plan's path of a converted one; where nothing stands there, the attribute that it would be. */
  written(converted: string): string {
    const found =
      this.#found(converted) ?? (this.#other === null ? undefined : this.#other.#found(converted));
    if (found !== undefined) return found;
    return converted === '' ? this.#address : `${this.#address}${snake(`.${converted}`, '')}`;
  }

  #found(converted: string): string | undefined {
    const known = longestKnown(normal(converted), this.#of);
    return known === null ? undefined : known.found + snake(converted.slice(known.end), known.found);
  }
}

/** What the longest beginning of the path stands for, cut where a key or place ends; null: no beginning is known. */
export function longestKnown(
  path: string,
  known: ReadonlyMap<string, string>,
): { readonly found: string; readonly end: number } | null {
  for (
    let end = path.length;
    end > 0;
    end = Math.max(...['.', '['].map((sign) => path.lastIndexOf(sign, end - 1)))
  ) {
    const found = known.get(path.slice(0, end));
    if (found !== undefined) return { found, end };
  }
  return null;
}

/** Names of CloudFormation and of the APIs differ in their first letters. */
function normal(path: string): string {
  return path.toLowerCase();
}

/** What lies within a JSON text keeps its names; what Terraform itself names is in its spelling. */
function snake(rest: string, within: string): string {
  if (/container_(?:definitions|properties)|policy|manifest|yaml_body/.test(within)) return rest;
  return rest.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Maps whose keys are the user's, and documents that are judged as they stand. */
const foreign: ReadonlySet<string> = new Set(['tags', 'annotations', 'labels', 'document']);

/** The subject with every path as the plan has it. */
export function withWrittenPaths<S extends Subject>(subject: S, paths: Pick<Paths, 'written'>): S {
  // A principal's own `path` is IAM's.
  const { path, ...rest } = subject as S & { readonly path?: unknown };
  const mapped = mapPaths(rest, paths) as S;
  return path === undefined
    ? mapped
    : { ...mapped, path: typeof path === 'object' ? mapPaths(path, paths) : path };
}

function mapPaths(value: unknown, paths: Pick<Paths, 'written'>): unknown {
  if (Array.isArray(value)) return value.map((item) => mapPaths(item, paths));
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  // A copy would lose the mark.
  if (unsettledReason(value) !== null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === 'path' && typeof child === 'string') copy[key] = paths.written(child);
    else copy[key] = foreign.has(key) && !isAt(child) ? child : mapPaths(child, paths);
  }
  return copy;
}

/** `trust` and policies of repositories are documents within a place. */
function isAt(value: unknown): boolean {
  return isObject(value) && typeof value.path === 'string' && 'value' in value;
}
