// Wildcards of IAM: which actions and resources a pattern covers. O(pattern × text) at worst, no RegExp.
// SPDX-License-Identifier: Apache-2.0

import type { Statement } from './document.ts';
import { type MatchOutcome, outcomeOf } from './outcome.ts';

/** Value of a policy variable: null where the request does not have it, undefined where nobody can tell. */
export type Variables = (name: string) => string | null | undefined;

const anyRun = 0;
const runWithinSegment = 1;
const anyOne = 2;
const oneWithinSegment = 3;
type Token = string | typeof anyRun | typeof runWithinSegment | typeof anyOne | typeof oneWithinSegment;

/** `*` is any run of characters, `?` any one; everything else stands for itself. */
export function wildcardMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Service prefix and action name compare without regard to case (IAM User Guide, element Action). */
export function actionMatches(pattern: string, action: string): boolean {
  return wildcardMatches(pattern.toLowerCase(), action.toLowerCase());
}

/** True where the statement's Action or NotAction covers `action`. */
export function statementCoversAction(statement: Statement, action: string): boolean {
  const { actions, notActions } = statement;
  if (!maySpeakOf(statement, serviceOf(action))) return false;
  if (actions !== null) return anyMatches(actions, action);
  return notActions !== null && !anyMatches(notActions, action);
}

function anyMatches(patterns: readonly string[], action: string): boolean {
  for (const pattern of patterns) if (actionMatches(pattern, action)) return true;
  return false;
}

/** False where the statement names services and this is none of them: told without a look at its patterns. */
export function maySpeakOf({ services }: Statement, service: string): boolean {
  return services === null || services.has(service);
}

/** `iam` of `iam:PassRole`, in lower case. */
export function serviceOf(action: string): string {
  return action.slice(0, Math.max(action.indexOf(':'), 0)).toLowerCase();
}

/**
 * Whether a Resource pattern covers `resource` (an ARN, or `*` for calls without one).
 * Pass `variables` only for documents of version 2012-10-17: in older ones `${…}` is ordinary text.
 * In the first five parts of an ARN a star that ends its part may run on past the colon, any other star stays
 * within the part (IAM User Guide, element Resource, "Using wildcards in resource ARNs").
 */
export function resourceMatches(
  pattern: string,
  resource: string,
  variables: Variables | null,
): MatchOutcome {
  if (variables === null && tooLong(pattern, resource)) return 'fails';
  // AWS allows variables behind the fifth colon only ("Variables and tags"); before it they are read all the same, lest a grant be missed.
  return matches(segmented(pattern, true), resource, variables);
}

/** True where the pattern wants more characters than the text has. Stops as soon as that is clear. */
function tooLong(pattern: string, text: string): boolean {
  let wanted = 0;
  for (let index = 0; index < pattern.length && wanted <= text.length; index++) {
    if (pattern[index] !== '*') wanted++;
  }
  return wanted > text.length;
}

/** ArnEquals and ArnLike: each of the six parts is compared by itself (IAM User Guide, ARN condition operators). */
export function arnMatches(pattern: string, arn: string, variables: Variables | null): MatchOutcome {
  return matches(segmented(pattern, false), arn, variables);
}

/** Whether a condition value such as StringLike's covers `text`; without `wildcards`, stars are ordinary text. */
export function valueMatches(
  pattern: string,
  text: string,
  variables: Variables | null,
  wildcards: boolean,
): MatchOutcome {
  return matches([...chars(pattern, wildcards)], text, variables);
}

/** Steps that one comparison may take. No ARN is longer than 2,048 characters (IAM User Guide, "IAM identifiers"), nor a pattern of one. */
const mostSteps = 2048 * 2048;

function matches(pattern: readonly Token[], text: string, variables: Variables | null): MatchOutcome {
  const tokens = expand(pattern, variables, text.length);
  if (tokens === undefined) return 'unknown';
  const needed = tokens === null ? [] : condensed(tokens);
  if (tokens === null || needed.length > 2 * text.length + 1) return 'fails';
  return needed.length * text.length > mostSteps ? 'unknown' : outcomeOf(tokensMatch(needed, text));
}

function* chars(pattern: string, wildcards: boolean): Generator<Token> {
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index] ?? '';
    if (wildcards && char === '*') yield anyRun;
    else if (wildcards && char === '?') yield anyOne;
    else yield char;
  }
}

/** Keeps wildcards within the first five parts of an ARN; a star at the end of a part or of the pattern may run on. */
function segmented(pattern: string, partsRunOn: boolean): Token[] {
  const tokens = [...chars(pattern, true)];
  let colons = 0;
  let inVariable = false;
  for (let index = 0; index < tokens.length && colons < 5; index++) {
    const token = tokens[index];
    inVariable = token === '{' ? tokens[index - 1] === '$' : inVariable && token !== '}';
    if (inVariable) continue;
    if (token === ':') colons++;
    else if (token === anyOne) tokens[index] = oneWithinSegment;
    else if (token === anyRun) index = markStars(tokens, index, partsRunOn);
  }
  return tokens;
}

/** Marks a run of stars as one that ends with its part, or leaves it to run on; returns the index of its last star. */
function markStars(tokens: Token[], first: number, partsRunOn: boolean): number {
  let next = first + 1;
  while (tokens[next] === anyRun) next++;
  const runsOn = next === tokens.length || (partsRunOn && tokens[next] === ':');
  if (!runsOn) tokens.fill(runWithinSegment, first, next);
  return next - 1;
}

/** Puts values in for `${…}`; null where the request lacks one, or they are longer than the text; undefined where nobody knows one. */
function expand(
  tokens: readonly Token[],
  variables: Variables | null,
  length: number,
): readonly Token[] | null | undefined {
  if (variables === null || !tokens.includes('$')) return tokens;
  const out: Token[] = [];
  let index = 0;
  let room = length;
  while (index < tokens.length) {
    const start = variableStart(tokens, index);
    const end = tokens.indexOf('}', start);
    if (end < 0) break;
    copy(tokens, index, start, out);
    const value = variableValue(
      tokens
        .slice(start + 2, end)
        .map(literal)
        .join(''),
      variables,
    );
    if (value === null || value === undefined) return value;
    room -= value.length;
    if (room < 0) return null;
    // A value's own stars are text: whoever chooses a user name must not choose a pattern.
    for (const char of value.split('')) out.push(char);
    index = end + 1;
  }
  copy(tokens, index, tokens.length, out);
  return out;
}

/** Index of the next `${`, or the end. */
function variableStart(tokens: readonly Token[], from: number): number {
  let index = from;
  while (index < tokens.length && !(tokens[index] === '$' && tokens[index + 1] === '{')) index++;
  return index;
}

function copy(tokens: readonly Token[], from: number, to: number, out: Token[]): void {
  for (let index = from; index < to; index++) out.push(tokens[index] ?? '');
}

function literal(token: Token): string {
  if (typeof token === 'string') return token;
  return token === anyRun || token === runWithinSegment ? '*' : '?';
}

/** `${*}`, `${?}` and `${$}` are those characters; `${key, 'default'}` has a value for requests without the key. */
function variableValue(inside: string, variables: Variables): string | null | undefined {
  if (inside === '*' || inside === '?' || inside === '$') return inside;
  const comma = inside.indexOf(',');
  if (comma < 0) return variables(inside.trim());
  const value = variables(inside.slice(0, comma).trim());
  if (value !== null) return value;
  const fallback = inside.slice(comma + 1).trim();
  return fallback.startsWith("'") && fallback.endsWith("'") ? fallback.slice(1, -1) : null;
}

/** Runs of stars as one: then a pattern that can fit has at most twice the text's length. */
function condensed(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token, index) => {
    const next = tokens[index + 1];
    if (token === runWithinSegment) return next !== anyRun && next !== runWithinSegment;
    return token !== anyRun || next !== anyRun;
  });
}

/** Walks all places in the pattern at once, so no text makes it start over. */
function tokensMatch(tokens: readonly Token[], text: string): boolean {
  const reached = new Int32Array(tokens.length + 1).fill(-1);
  let places: number[] = [];
  reach({ tokens, reached, places, round: 0 }, 0);
  for (let index = 0; index < text.length && places.length > 0; index++) {
    const next: Places = { tokens, reached, places: [], round: index + 1 };
    step(places, next, text[index] ?? '');
    places = next.places;
  }
  return places.includes(tokens.length);
}

interface Places {
  readonly tokens: readonly Token[];
  /** For each place the last round in which it was reached. */
  readonly reached: Int32Array;
  readonly places: number[];
  readonly round: number;
}

function step(from: readonly number[], next: Places, char: string): void {
  for (const place of from) {
    const token = next.tokens[place];
    if (token === anyRun || (token === runWithinSegment && char !== ':')) reach(next, place);
    else if (token === char || token === anyOne || (token === oneWithinSegment && char !== ':')) {
      reach(next, place + 1);
    }
  }
}

/** Adds a place, and those behind it that a star may skip to. */
function reach({ tokens, reached, places, round }: Places, place: number): void {
  for (let at = place; reached[at] !== round; at++) {
    reached[at] = round;
    places.push(at);
    if (tokens[at] !== anyRun && tokens[at] !== runWithinSegment) return;
  }
}
