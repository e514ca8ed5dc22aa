// The fact `principal`: a role, user, group or managed policy with every policy that speaks for it.
// SPDX-License-Identifier: Apache-2.0
import { named } from '../../intake/documents/iam.ts';
import { nameOf } from '../../model/arn.ts';
import { type At, at, join } from '../../model/at.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { parsedDocument } from '../../model/policy-text.ts';
import type { AttachedPolicy, Principal } from '../../model/principal.ts';
import type { AwsApi } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, type Reader, reading, whereOf } from '../reading.ts';
import { policiesOf, tryDocument } from './policies.ts';
import { type PrincipalName, principalName } from './principal-name.ts';
import { credentialsOf, groupsOf } from './user.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    /** The whole principal with all its policies. `arn` or a bare role name within the account. */
    principal: { ask: FactPlace & { arn: string }; value: Principal };
  }
}

/**
 * Reads a principal by the ARN of a role, user, group, managed policy, instance profile or assumed role, or by a bare role name.
 * `complete` is false where the document of a managed policy could not be had: that policy's `document` is then null.
 * The paths are those of GetAccountAuthorizationDetails (`RolePolicyList[0].PolicyDocument`), which shows all of it at once.
 */
function readPrincipal(ask: FactRequestOf<'principal'>, api: AwsApi): Promise<FactAnswer<'principal'>> {
  const name = principalName(ask.arn);
  const place = { account: name?.account ?? ask.account, region: ask.region };
  return reading(api, place, (reader) => {
    if (name === null)
      return giveUp('no-facts', `no IAM principal that can be read: ${ask.arn.slice(0, 200)}`);
    return readNamed(reader, name, place.account);
  });
}

function readNamed(reader: Reader, name: PrincipalName, account: string | null): Promise<Principal> {
  switch (name.type) {
    case 'role':
      return readRole(reader, name.name, account);
    case 'instance-profile':
      return readInstanceProfile(reader, name.name, account);
    case 'user':
      return readUser(reader, name.name, account);
    case 'group':
      return readGroup(reader, name.name, account);
    case 'policy':
      return readPolicy(reader, name.arn, account);
  }
}

async function readInstanceProfile(reader: Reader, name: string, account: string | null): Promise<Principal> {
  const output = await reader.get('iam', 'GetInstanceProfile', { InstanceProfileName: name });
  const roles = dig(output, 'InstanceProfile', 'Roles');
  const role = Array.isArray(roles) ? stringOf(dig(roles[0], 'RoleName')) : null;
  return role === null
    ? giveUp('not-found', `iam.GetInstanceProfile: ${name} holds no role`)
    : readRole(reader, role, account);
}

async function readRole(reader: Reader, name: string, account: string | null): Promise<Principal> {
  const role = await detailOf(reader, 'Role', name);
  const [policies, boundary] = await Promise.all([
    policiesOf(reader, 'Role', name),
    boundaryOf(reader, role),
  ]);
  const trust = at(parsedDocument(role.AssumeRolePolicyDocument), 'AssumeRolePolicyDocument');
  return {
    ...base('role', role, name, account),
    policies,
    boundary,
    trust,
    complete: isComplete(policies, boundary),
  };
}

async function readUser(reader: Reader, name: string, account: string | null): Promise<Principal> {
  const user = await detailOf(reader, 'User', name);
  const [own, boundary, groups, credentials] = await Promise.all([
    policiesOf(reader, 'User', name),
    boundaryOf(reader, user),
    groupsOf(reader, name),
    credentialsOf(reader, name),
  ]);
  const inherited = await Promise.all(
    groups.map((group, index) => policiesOf(reader, 'Group', group, join('GroupList', index))),
  );
  const policies = [...own, ...inherited.flat()];
  const known = { policies, boundary, groups, ...credentials, complete: isComplete(policies, boundary) };
  return { ...base('user', user, name, account), ...known };
}

async function readGroup(reader: Reader, name: string, account: string | null): Promise<Principal> {
  const group = await detailOf(reader, 'Group', name);
  const policies = await policiesOf(reader, 'Group', name);
  return { ...base('group', group, name, account), policies, complete: isComplete(policies, none) };
}

async function readPolicy(reader: Reader, arn: string, account: string | null): Promise<Principal> {
  const output = await reader.get('iam', 'GetPolicy', { PolicyArn: arn });
  const name = stringOf(dig(output, 'Policy', 'PolicyName')) ?? arn;
  const document = await tryDocument(reader, arn);
  const policies: AttachedPolicy[] = [{ name, arn, path: 'PolicyVersionList[0].Document', document }];
  return {
    ...base('policy', { Arn: arn, ...objectOf(dig(output, 'Policy')) }, name, account),
    policies,
    complete: isComplete(policies, none),
  };
}

async function detailOf(reader: Reader, type: 'Role' | 'User' | 'Group', name: string): Promise<JsonObject> {
  const output = await reader.get('iam', `Get${type}`, { [`${type}Name`]: name });
  return objectOf(output[type]);
}

const none: At<AttachedPolicy | null> = at(null, 'PermissionsBoundary');

async function boundaryOf(reader: Reader, detail: JsonObject): Promise<At<AttachedPolicy | null>> {
  const arn = stringOf(dig(detail, 'PermissionsBoundary', 'PermissionsBoundaryArn'));
  if (arn === null) return none;
  const path = 'PermissionsBoundary';
  const document = await tryDocument(reader, arn);
  return at({ name: nameOf(arn), arn, path, document }, path);
}

function isComplete(policies: readonly AttachedPolicy[], boundary: At<AttachedPolicy | null>): boolean {
  return [...policies, ...(boundary.value === null ? [] : [boundary.value])].every(
    (policy) => policy.document !== null,
  );
}

function base(
  type: Parameters<typeof named>[0],
  detail: JsonObject,
  name: string,
  account: string | null,
): Principal {
  const principal = named(type, detail, { ...whereOf({ account, region: null }), unnamed: name });
  return { ...principal, tags: principal.tags ?? {}, complete: true };
}

export const principalFact = defineFact({
  fact: 'principal',
  read: (ask, { api }) => readPrincipal(ask, api),
});
