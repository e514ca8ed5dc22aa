// Watches which unsettled values a control reads, so that a verdict that rests on one becomes `unknown`.
// SPDX-License-Identifier: Apache-2.0
import type { At } from '../model/at.ts';
import { remembered } from '../model/remembered.ts';
import type { Subject } from '../model/subject.ts';

export interface Unsettled {
  readonly path: string;
  readonly reason: string;
  /** What the value shows to be wrong is so all the same. */
  readonly stands: boolean;
}

export interface Watched<T> {
  readonly subject: T;
  /** The unsettled values read so far, in reading order. */
  readonly touched: () => readonly Unsettled[];
}

const settled: () => readonly Unsettled[] = () => [];

/** Wraps a subject that holds unsettled values in a recording view; others are returned as they are, at no cost to the reader. */
export function watch<T extends Subject>(subject: T): Watched<T> {
  const holders = holdersIn(subject);
  if (holders.size === 0) return { subject, touched: settled };
  const touched: Unsettled[] = [];
  return { subject: recording(subject, holders, touched), touched: () => touched };
}

function isUnsettled(node: object): node is At<unknown> & { unsettled: string } {
  return 'unsettled' in node && typeof node.unsettled === 'string';
}

/** The objects and lists of a subject in which an unsettled value stands, however deep: most of them hold none. */
const holdersIn = remembered((subject: Subject): ReadonlySet<object> => {
  const holders = new Set<object>();
  collect(subject, subject.kind === 'principal' ? 'document' : null, holders);
  return holders;
});

/**
 * True where the node is one of the holders. What stands under `beside` is left out: a policy's document is as its author wrote it, so
 * no value of ours stands in it, and nobody else may make one unknown.
 */
function collect(node: object, beside: string | null, holders: Set<object>): boolean {
  const holds = Array.isArray(node)
    ? collectItems(node, beside, holders)
    : collectValues(node as Readonly<Record<string, unknown>>, beside, holders);
  if (holds) holders.add(node);
  return holds;
}

function collectItems(list: readonly unknown[], beside: string | null, holders: Set<object>): boolean {
  let holds = false;
  for (const child of list)
    if (typeof child === 'object' && child !== null && collect(child, beside, holders)) holds = true;
  return holds;
}

/** Every subject is walked whole: `for … in` makes no list of the values of each object, which would cost as much again. */
function collectValues(
  node: Readonly<Record<string, unknown>>,
  beside: string | null,
  holders: Set<object>,
): boolean {
  let holds = isUnsettled(node);
  for (const key in node) {
    const child = key === beside ? null : node[key];
    if (typeof child === 'object' && child !== null && collect(child, beside, holders)) holds = true;
  }
  return holds;
}

/** Only holders are wrapped: whatever holds nothing unsettled is read at its own speed. */
function recording<T extends object>(subject: T, holders: ReadonlySet<object>, touched: Unsettled[]): T {
  const handler: ProxyHandler<object> = {
    get(node, key) {
      const value: unknown = Reflect.get(node, key);
      if (key === 'value' && isUnsettled(node))
        touched.push({ path: node.path, reason: node.unsettled, stands: node.stands === true });
      return typeof value === 'object' && value !== null && holders.has(value)
        ? new Proxy(value, handler)
        : value;
    },
  };
  return new Proxy(subject, handler) as T;
}
