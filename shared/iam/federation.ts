// What conditions on an identity provider's tokens demand, and how far the subjects they let in reach.
import type { Condition } from './document.ts';
import { operatorOf } from './operators.ts';

/** A claim of a token that a condition demands: `sub` of `token.actions.githubusercontent.com:sub`. */
export interface Claim {
  readonly name: string;
  /** True where `*` and `?` in the values are wildcards. */
  readonly pattern: boolean;
  readonly values: readonly string[];
  readonly path: string;
}

/** What the conditions demand of tokens of `issuer`. Every token has a `sub`, so `…IfExists` demands it too. */
export function claimsOf(conditions: readonly Condition[], issuer: string): Claim[] {
  const prefix = `${issuer.toLowerCase()}:`;
  return conditions.flatMap(({ operator, key, values, path }): Claim[] => {
    const how = operatorOf(operator);
    if (how === null || how.negated || !['string', 'pattern', 'caseless'].includes(how.comparison)) return [];
    if (!key.toLowerCase().startsWith(prefix)) return [];
    const name = key.slice(prefix.length).toLowerCase();
    if (how.ifExists && name !== 'sub') return [];
    return [{ name, pattern: how.comparison === 'pattern', values, path }];
  });
}

export type Reach = 'named' | 'organisation' | 'anybody';

export interface SubjectReach {
  readonly reach: Reach;
  /** The claim that narrows most; null: none tells whose job it is. */
  readonly claim: Claim | null;
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

/** All conditions must hold, so the narrowest claim decides. */
export function subjectReach(claims: readonly Claim[]): SubjectReach {
  const looks = claims
    .filter(({ name, values }) => telling.has(name) && values.length > 0)
    .map((claim) => ({ claim, reach: reachOf(claim) }));
  const narrowest = (['named', 'organisation', 'anybody'] as const)
    .map((reach) => looks.find((look) => look.reach === reach))
    .find((look) => look !== undefined);
  return narrowest ?? { reach: 'anybody', claim: null };
}

/** Values are alternatives: the widest counts. */
function reachOf(claim: Claim): Reach {
  const all = claim.values.map((value) => reachOfValue(claim, value));
  if (all.includes('anybody')) return 'anybody';
  return all.includes('organisation') ? 'organisation' : 'named';
}

/**
 * `repo:acme/web:*` names a repository, `repo:acme/*` an organisation; before the owner ends, a wildcard fits names that
 * anybody can register.
 */
function reachOfValue({ name, pattern }: Claim, value: string): Reach {
  const wildcard = pattern ? value.search(/[*?]/) : -1;
  if (wildcard < 0) return owners.has(name) ? 'organisation' : 'named';
  const fixed = value.slice(0, wildcard);
  const owner = name === 'sub' ? /^[\w-]+:[^/:]+[/:]/.exec(fixed) : /^[^/]+\//.exec(fixed);
  if (owner === null) return 'anybody';
  return owner[0].length === fixed.length ? 'organisation' : 'named';
}

/** True where the token must be for certain applications: tokens of consumers differ by `aud`, `oaud` or `app_id`. */
export function namesAudience(claims: readonly Claim[]): boolean {
  return claims.some(
    ({ name, values, pattern }) =>
      ['aud', 'oaud', 'app_id', 'sub'].includes(name) &&
      !(pattern && values.some((value) => /^[*?]/.test(value))),
  );
}
