// IAM documents: bare policies, trust policies, roles and users, as principals.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, parseArn, pathless } from '../../model/arn.ts';
import { at } from '../../model/at.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
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
    boundary: at(null, 'PermissionsBoundary'),
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

/** A role as GetRole shows it or CreateRole asks for it: with its trust, without its policies. */
export function roleOf(value: JsonObject, where: Where): Principal {
  return { ...named('role', value, where), trust: trustOf(value, '') };
}

/** A user as GetUser shows it: without policies and keys. */
export function userOf(value: JsonObject, where: Where): Principal {
  return named('user', value, where);
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
