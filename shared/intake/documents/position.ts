// Lines and columns of a text, and where in it the value at a path stands.
// SPDX-License-Identifier: Apache-2.0

/** Line and column, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A value's place in the text and the places of what it holds. */
export interface Spot {
  /** Offset of its key, or of the value itself in a list. */
  readonly offset: number;
  readonly keys: ReadonlyMap<string, Spot> | null;
  readonly items: readonly Spot[] | null;
}

/** Turns offsets of one text into positions; the table of lines is made once, when first asked for. */
export function positionsIn(text: string): (offset: number) => Position {
  let starts: readonly number[] | null = null;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/**
 * Offset of the value at `path` (`spec.containers[0].image`), or of the nearest thing around it where it is not there.
 * Keys may hold dots themselves, or stand in quotes (`regions["ECS.ListClusters"]`); where no key is written so, it may begin with a capital (`Privileged` of CloudFormation).
 */
export function offsetOf(root: Spot, path: string): number {
  let spot = root;
  let rest = path;
  while (rest !== '') {
    const step = rest.startsWith('[')
      ? (quotedStep(spot, rest) ?? itemStep(spot, rest))
      : keyStep(spot, rest);
    if (step === null) return spot.offset;
    spot = step.spot;
    rest = step.rest.startsWith('.') ? step.rest.slice(1) : step.rest;
  }
  return spot.offset;
}

interface Step {
  readonly spot: Spot;
  readonly rest: string;
}

function itemStep(spot: Spot, path: string): Step | null {
  const end = path.indexOf(']');
  const child = spot.items?.[Number(path.slice(1, end))];
  return child === undefined || end < 0 ? null : { spot: child, rest: path.slice(end + 1) };
}

function quotedStep({ keys }: Spot, path: string): Step | null {
  const [whole = '', key] = /^\["([^"\\]{1,200})"\]/.exec(path) ?? [];
  const child = key === undefined ? undefined : keys?.get(key);
  return child === undefined ? null : { spot: child, rest: path.slice(whole.length) };
}

const longestKeyInParts = 12;

function keyStep({ keys }: Spot, path: string): Step | null {
  if (keys === null) return null;
  let end = boundary(path, 0);
  for (let parts = 0; parts < longestKeyInParts; parts++) {
    const child = keys.get(path.slice(0, end)) ?? keys.get(capitalised(path.slice(0, end)));
    if (child !== undefined) return { spot: child, rest: path.slice(end) };
    if (end === path.length) return null;
    end = boundary(path, end + 1);
  }
  return null;
}

function boundary(path: string, from: number): number {
  for (let at = from; at < path.length; at++) if (path[at] === '.' || path[at] === '[') return at;
  return path.length;
}

function capitalised(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}
