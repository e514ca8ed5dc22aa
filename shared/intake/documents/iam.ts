// IAM documents: bare policies, trust policies, roles and users, as principals.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, parseArn, pathless } from '../../model/arn.ts';
import { at } from '../../model/at.ts';
import { dig, isObject, type JsonObject, stringOf } from '../../model/json.ts';
import { documentOf } from '../../model/policy-text.ts';
import type { AttachedPolicy, Principal } from '../../model/principal.ts';
import { cursor, down } from '../workload/cursor.ts';
import { tagList } from '../workload/tags.ts';
import type { Where } from '../workload/where.ts';

/** A principal of which nothing is known but its names. */
export function bare(
  type: Principal['type'],
  name: string,
  arn: string | null,
  where: Pick<Where, 'id' | 'name' | 'identity' | 'account'>,
): Principal {
  const id = where.id ?? arn ?? name;
  return {
    kind: 'principal',
    platform: 'iam',
    id,
    name: where.name ?? name,
    identity: where.identity ?? pathless(id),
    account: parseArn(arn)?.account ?? where.account,
    // IAM is one for all Regions.
    region: null,
    cluster: null,
    namespace: null,
    tags: null,
    type,
    arn,
    path: null,
    policies: [],
    groups: [],
    trust: at(null, 'AssumeRolePolicyDocument'),
    boundary: at(null, ''),
    complete: false,
    credentials: [],
    allCredentials: false,
    bindings: [],
    usedBy: [],
  };
}

/** Key under which the answers of GetRolePolicy and GetPolicyVersion hold the document; empty for a bare document. */
export function policyKey(value: JsonObject): string {
  if (value.Statement !== undefined) return '';
  return value.PolicyDocument === undefined ? 'PolicyVersion.Document' : 'PolicyDocument';
}

/** A policy by itself: nobody knows who holds it. */
export function policySubject(value: JsonObject, where: Where): Principal {
  const path = policyKey(value);
  const document = path === '' ? value : documentOf(dig(value, ...path.split('.')));
  const unnamed = where.unnamed ?? 'policy';
  const name = stringOf(value.PolicyName) ?? unnamed;
  const policy: AttachedPolicy = { name, arn: null, path, document };
  return { ...bare('policy', name, null, where), policies: [policy] };
}

/** A trust policy by itself: that of a role nobody names. */
export function trustSubject(value: JsonObject, where: Where): Principal {
  const name = where.unnamed ?? 'trust policy';
  return { ...bare('role', name, null, where), trust: at(value, '') };
}

/** A role as GetRole shows it or CreateRole asks for it: with its trust and its boundary, without its policies. */
export function roleOf(value: JsonObject, where: Where): Principal {
  return { ...named('role', value, where), trust: trustOf(value, ''), boundary: boundaryNamed(value) };
}

/** A user as GetUser shows it: with its boundary, without policies and keys. */
export function userOf(value: JsonObject, where: Where): Principal {
  return { ...named('user', value, where), boundary: boundaryNamed(value) };
}

/**
 * The answers name it within an object, the requests by its ARN alone (IAM API Reference, GetRole and CreateRole). Answers that list
 * roles leave it out, and tell nothing of the last use either (ListRoles): without both, nobody knows whether there is one.
 */
function boundaryNamed(value: JsonObject): Principal['boundary'] {
  const { PermissionsBoundary: given } = value;
  const path = 'PermissionsBoundary';
  const arn = stringOf(isObject(given) ? given.PermissionsBoundaryArn : given);
  if (arn === null) return at(null, value.RoleLastUsed === undefined ? '' : path);
  return at({ name: nameOf(arn), arn, path, document: null }, path);
}

const nameKeys = { role: 'RoleName', user: 'UserName', group: 'GroupName', policy: 'PolicyName' } as const;

/** Names, path and tags, as every detail object of IAM tells them. */
export function named(type: keyof typeof nameKeys, value: JsonObject, where: Where): Principal {
  const arn = stringOf(value.Arn);
  const name = stringOf(value[nameKeys[type]]) ?? (arn === null ? (where.unnamed ?? type) : nameOf(arn));
  const tags = value.Tags === undefined ? null : tagList(down(cursor(value), 'Tags'));
  return { ...bare(type, name, arn, where), path: stringOf(value.Path), tags };
}

export function trustOf(value: JsonObject, prefix: string): Principal['trust'] {
  return at(documentOf(value.AssumeRolePolicyDocument), `${prefix}AssumeRolePolicyDocument`);
}
