// GetAccountAuthorizationDetails: every user, role, group and managed policy of an account, with all their documents.
// SPDX-License-Identifier: Apache-2.0
import { reachesOf } from '../../iam/escalation/reach.ts';
import { nameOf } from '../../model/arn.ts';
import { at, join } from '../../model/at.ts';
import { dig, isObject, type JsonObject, listOf, stringOf, stringsOf } from '../../model/json.ts';
import { documentOf } from '../../model/policy-text.ts';
import type { AttachedPolicy, Principal } from '../../model/principal.ts';
import type { Where } from '../workload/where.ts';
import { named, trustOf } from './iam.ts';

/** Managed policies by ARN, with the place of their default version. */
type Managed = ReadonlyMap<string, AttachedPolicy>;

interface Detail {
  readonly value: JsonObject;
  readonly path: string;
}

/**
 * All principals of the account, whole where the answer holds every document they refer to. A user's policies are his own
 * and those of his groups. Policies that AWS manages are no subjects of their own.
 */
export function principalsOf(gaad: JsonObject, where: Where): readonly Principal[] {
  const managed = managedPolicies(gaad);
  const groups = details(gaad, 'GroupDetailList').map((detail) => groupOf(detail, managed, where));
  const byName = new Map(groups.map((group) => [group.name, group]));
  const users = details(gaad, 'UserDetailList').map((detail) => userOf(detail, managed, byName, where));
  const roles = details(gaad, 'RoleDetailList').map((detail) => roleOf(detail, managed, where));
  const withReach = reaching([...users, ...roles]);
  return [
    ...users.map(withReach),
    ...groups,
    ...roles.map(withReach),
    ...details(gaad, 'Policies').flatMap((detail) => policyOf(detail, managed, where)),
  ];
}

/** Only here stands the whole account, so only here can be told who gets where through whom. */
function reaching(actors: readonly Principal[]): (actor: Principal) => Principal {
  const reaches = reachesOf(actors);
  return (actor) => {
    const reach = reaches.get(actor.arn ?? '');
    return reach === undefined ? actor : { ...actor, reach };
  };
}

function details(from: JsonObject, key: string, prefix = ''): readonly Detail[] {
  return listOf(from[key]).flatMap((value, index) =>
    isObject(value) ? [{ value, path: join(prefix, key, index) }] : [],
  );
}

function managedPolicies(gaad: JsonObject): Managed {
  const found = new Map<string, AttachedPolicy>();
  for (const { value, path } of details(gaad, 'Policies')) {
    const arn = stringOf(value.Arn);
    const versions = details(value, 'PolicyVersionList', path);
    const version = versions.find((one) => one.value.IsDefaultVersion === true) ?? versions[0];
    if (arn === null || version === undefined) continue;
    const document = documentOf(version.value.Document);
    found.set(arn, {
      name: stringOf(value.PolicyName) ?? arn,
      arn,
      path: `${version.path}.Document`,
      document,
    });
  }
  return found;
}

function groupOf({ value, path }: Detail, managed: Managed, where: Where): Principal {
  return whole(named('group', value, where), policiesOf(value, path, 'GroupPolicyList', managed));
}

function userOf(
  { value, path }: Detail,
  managed: Managed,
  byName: ReadonlyMap<string, Principal>,
  where: Where,
): Principal {
  const groups = stringsOf(value.GroupList);
  const inherited = groups.flatMap((name) => byName.get(name)?.policies ?? []);
  const own = policiesOf(value, path, 'UserPolicyList', managed);
  const user = {
    ...named('user', value, where),
    groups,
    boundary: boundaryOf(value, path, managed),
  };
  const principal = whole(user, [...own, ...inherited]);
  return { ...principal, complete: principal.complete && groups.every((name) => byName.has(name)) };
}

function roleOf({ value, path }: Detail, managed: Managed, where: Where): Principal {
  const role = named('role', value, where);
  const known = { ...role, trust: trustOf(value, `${path}.`), boundary: boundaryOf(value, path, managed) };
  return whole(known, policiesOf(value, path, 'RolePolicyList', managed));
}

function policyOf({ value }: Detail, managed: Managed, where: Where): readonly Principal[] {
  const arn = stringOf(value.Arn) ?? '';
  const policy = managed.get(arn);
  if (policy === undefined || /^arn:[\w-]+:iam::aws:/.test(arn)) return [];
  return [whole(named('policy', value, where), [policy])];
}

function policiesOf(
  value: JsonObject,
  path: string,
  inline: string,
  managed: Managed,
): readonly AttachedPolicy[] {
  return [
    ...details(value, inline, path).map((detail) => ({
      name: stringOf(detail.value.PolicyName) ?? 'inline',
      arn: null,
      path: `${detail.path}.PolicyDocument`,
      document: documentOf(detail.value.PolicyDocument),
    })),
    ...details(value, 'AttachedManagedPolicies', path).map((detail) => attached(detail, managed)),
  ];
}

/** Evidence stands in the document where the answer holds it, else at the attachment. */
function attached({ value, path }: Detail, managed: Managed): AttachedPolicy {
  const arn = stringOf(value.PolicyArn);
  const known = arn === null ? undefined : managed.get(arn);
  return (
    known ?? {
      name: stringOf(value.PolicyName) ?? arn ?? 'managed',
      arn,
      path: `${path}.PolicyArn`,
      document: null,
    }
  );
}

function boundaryOf(value: JsonObject, path: string, managed: Managed): Principal['boundary'] {
  const arn = stringOf(dig(value, 'PermissionsBoundary', 'PermissionsBoundaryArn'));
  const place = `${path}.PermissionsBoundary`;
  if (arn === null) return at(null, place);
  return at(managed.get(arn) ?? { name: nameOf(arn), arn, path: place, document: null }, place);
}

function whole(principal: Principal, policies: readonly AttachedPolicy[]): Principal {
  const all = principal.boundary.value === null ? policies : [...policies, principal.boundary.value];
  return { ...principal, policies, complete: all.every((policy) => policy.document !== null) };
}
