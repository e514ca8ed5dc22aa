// The statements of a policy, each with its place in the input instead of its place in the document.
import { join } from '../model/at.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { parsePolicy } from './parse.ts';
import { remembered } from './remembered.ts';

/** Statements by the place of the document: few places a document, the same for every holder of a managed policy. */
const byPlace = remembered((_: PolicyDocument) => new Map<string, readonly Statement[]>());

/** None of a document that is no policy. */
export function statementsAt(document: unknown, at: string): readonly Statement[] {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return [];
  const places = byPlace(parsed.policy);
  const before = places.get(at);
  if (before !== undefined) return before;
  const placed = parsed.policy.statements.map((one) => ({ ...one, path: join(at, one.path) }));
  places.set(at, placed);
  return placed;
}
