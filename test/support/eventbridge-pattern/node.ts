// A parsed EventBridge event pattern: what it asks of each place of an event.
import type { Json } from '../../../shared/model/json.ts';

/** One condition on one value: a string, number, boolean or null of the event. */
export type ValueTest = (value: Json) => boolean;

/** The list at the end of a path: any one test suffices. */
export interface Leaf {
  readonly tests: readonly ValueTest[];
  /** The list holds `{ "exists": false }`: no value at the path suffices too. */
  readonly absent: boolean;
}

/** What a pattern asks of one place of the event. Everything in it must hold. */
export interface PatternNode {
  /** Conditions on the values at this very place, null where the pattern only names fields below it. */
  readonly leaf: Leaf | null;
  /** Fields below, in the order of their names; dots in a name are resolved: `a.b` is `b` in `a`. */
  readonly fields: ReadonlyMap<string, PatternNode>;
  /** One entry a `$or`: of each, one alternative must hold. */
  readonly alternatives: readonly (readonly PatternNode[])[];
}

/** A pattern ready to be applied. */
export type Pattern = PatternNode;

export type ParsedPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly path: string; readonly reason: string };
