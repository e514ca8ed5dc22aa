// What conditions on an identity provider's tokens demand, and how far the subjects they let in reach.
// SPDX-License-Identifier: Apache-2.0
import type { Condition } from '../policy/document.ts';
import { operatorOf } from '../policy/operators.ts';

/** A claim of a token that a condition demands: `sub` of `token.actions.githubusercontent.com:sub`. */
export interface TokenClaim {
  readonly name: string;
  /** True where `*` and `?` in the values are wildcards. */
  readonly pattern: boolean;
  readonly values: readonly string[];
  readonly path: string;
}

/** What the conditions demand of tokens of `issuer`. Every token has a `sub`, so `…IfExists` demands it too. */
export function claimsOf(conditions: readonly Condition[], issuer: string): TokenClaim[] {
  const prefix = `${issuer.toLowerCase()}:`;
  return conditions.flatMap(({ operator, key, values, path }): TokenClaim[] => {
    const how = operatorOf(operator);
    if (how === null || how.negated || !['string', 'pattern', 'caseless'].includes(how.comparison)) return [];
    if (!key.toLowerCase().startsWith(prefix)) return [];
    const name = key.slice(prefix.length).toLowerCase();
    if (how.ifExists && name !== 'sub') return [];
    return [{ name, pattern: how.comparison === 'pattern', values, path }];
  });
}

/** `mistaken`: nobody is let in by it today, or nobody can be sure, and the next hand may open it to anybody. */
type Reach = 'named' | 'mistaken' | 'organisation' | 'anybody';

export interface SubjectReach {
  readonly reach: Reach;
  /** The claim that narrows most; null: none tells whose job it is. */
  readonly claim: TokenClaim | null;
}

/** Claims that say whose job it is (GitHub, GitLab and Terraform documentation of their tokens); `aud`, a branch or an actor do not. */
const telling: ReadonlySet<string> = new Set([
  'sub',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'job_workflow_ref',
  'project_path',
  'project_id',
  'namespace_path',
  'namespace_id',
  'enterprise_id',
]);
const owners: ReadonlySet<string> = new Set([
  'repository_owner',
  'repository_owner_id',
  'namespace_path',
  'namespace_id',
  'enterprise_id',
]);

const widening: readonly Reach[] = ['named', 'mistaken', 'organisation', 'anybody'];

/** All conditions must hold, so the narrowest claim decides. */
export function subjectReach(claims: readonly TokenClaim[]): SubjectReach {
  const looks = claims
    .filter(({ name, values }) => telling.has(name) && values.length > 0)
    .map((claim) => ({ claim, reach: reachOf(claim) }));
  const narrowest = widening
    .map((reach) => looks.find((look) => look.reach === reach))
    .find((look) => look !== undefined);
  return narrowest ?? { reach: 'anybody', claim: null };
}

/** Values are alternatives: the widest counts. */
function reachOf(claim: TokenClaim): Reach {
  const all = claim.values.map((value) => reachOfValue(claim, value));
  return widening.findLast((reach) => all.includes(reach)) ?? 'named';
}

/**
 * `repo:acme/web:*` names a repository, `repo:acme/*` an organisation; before the owner ends, a wildcard fits names that
 * anybody can register. StringEquals takes a wildcard as it is, so that it fits no token.
 */
function reachOfValue({ name, pattern }: TokenClaim, value: string): Reach {
  const chosen = name === 'sub' ? reachOfChosen(value) : null;
  if (chosen !== null) return chosen;
  const wildcard = value.search(/[*?]/);
  if (wildcard < 0) return owners.has(name) ? 'organisation' : 'named';
  const fixed = value.slice(0, wildcard);
  // A template's parameter stands there, which names what it names.
  if (fixed.includes('${')) return 'named';
  const owner = name === 'sub' ? /^[\w-]+:[^/:]+[/:]/.exec(fixed) : /^[^/]+\//.exec(fixed);
  if (owner === null) return pattern ? 'anybody' : 'mistaken';
  return owner[0].length === fixed.length && pattern ? 'organisation' : 'named';
}

/** Claims whose values a job's author chooses (GitHub, "OpenID Connect reference"). */
const chosenByTheJob =
  /^(?:workflow|environment|context|ref|ref_type|head_ref|base_ref|event_name|actor|sha):/;

/**
 * A repository may compose its subject of any claims (GitHub, "Customizing the subject claims"), so `environment:production`
 * is everybody's for the asking. Where the repository follows, all rests on how the provider escapes what comes before it.
 */
function reachOfChosen(subject: string): Reach | null {
  if (!/[:/*?]/.test(subject)) return 'mistaken';
  if (!chosenByTheJob.test(subject)) return null;
  return /:(?:repo|repository|repository_owner|job_workflow_ref|repository(?:_owner)?_id):[^:*?]/.test(
    subject,
  )
    ? 'mistaken'
    : 'anybody';
}

/** True where the audience that tokens are for must be a certain one. */
export function demandsAudience(claims: readonly TokenClaim[]): boolean {
  return claims.some(
    ({ name, values, pattern }) =>
      name === 'aud' && !(pattern && values.some((value) => /^[*?]/.test(value))),
  );
}

/** Whether pods of every namespace of a cluster are let in, and by which claim; null: none names the subject. */
export function podsReach(claims: readonly TokenClaim[]): {
  readonly open: boolean;
  readonly claim: TokenClaim | null;
} {
  const subjects = claims.filter(({ name, values }) => name === 'sub' && values.length > 0);
  const [first] = subjects;
  if (first === undefined) return { open: true, claim: null };
  return { open: subjects.every(admitsAnyNamespace), claim: first };
}

/** `system:serviceaccount:<namespace>:<name>` (Kubernetes documentation, "Service account tokens"). A star under StringEquals fits no token. */
function admitsAnyNamespace({ pattern, values }: TokenClaim): boolean {
  return (
    pattern && values.some((value) => !/^system:serviceaccount:[^:*?]/.test(value) && /[*?]/.test(value))
  );
}

/** True where the token must be for certain applications: tokens of consumers differ by `aud`, `oaud` or `app_id`. */
export function namesAudience(claims: readonly TokenClaim[]): boolean {
  return claims.some(
    ({ name, values, pattern }) =>
      ['aud', 'oaud', 'app_id', 'sub'].includes(name) &&
      !(pattern && values.some((value) => /^[*?]/.test(value))),
  );
}
