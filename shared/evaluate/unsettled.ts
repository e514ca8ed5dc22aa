// Watches which unsettled values a control reads, so that a verdict that rests on one becomes `unknown`.
import type { At } from '../model/at.ts';
import type { Subject } from '../model/subject.ts';

export interface Unsettled {
  readonly path: string;
  readonly reason: string;
}

export interface Watched<T> {
  readonly subject: T;
  /** The unsettled values read so far, in reading order. */
  readonly touched: () => readonly Unsettled[];
}

const settled: () => readonly Unsettled[] = () => [];
const known = new WeakMap<object, boolean>();

/** Wraps a subject that holds unsettled values in a recording view; others are returned as they are, at no cost to the reader. */
export function watch<T extends Subject>(subject: T): Watched<T> {
  if (!holdsUnsettled(subject)) return { subject, touched: settled };
  const touched: Unsettled[] = [];
  return { subject: recording(subject, touched), touched: () => touched };
}

function isUnsettled(node: object): node is At<unknown> & { unsettled: string } {
  return 'unsettled' in node && typeof node.unsettled === 'string';
}

function holdsUnsettled(subject: Subject): boolean {
  const before = known.get(subject);
  if (before !== undefined) return before;
  const found = anyUnsettled(subject);
  known.set(subject, found);
  return found;
}

/** A policy's document is as its author wrote it: no value of ours stands in it, and nobody else may make one unknown. */
const asWritten = 'document';

function anyUnsettled(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(anyUnsettled);
  if (isUnsettled(node)) return true;
  return Object.keys(node).some((key) => key !== asWritten && anyUnsettled(Reflect.get(node, key)));
}

function recording<T extends object>(target: T, touched: Unsettled[]): T {
  return new Proxy(target, {
    get(node, key) {
      const value: unknown = Reflect.get(node, key);
      if (key === 'value' && isUnsettled(node)) touched.push({ path: node.path, reason: node.unsettled });
      const inside = typeof value === 'object' && value !== null && key !== asWritten;
      return inside ? recording(value, touched) : value;
    },
  });
}
