// A role as GetRole and GetRolePolicy show it, each alone: what it holds at least, and that it may hold more.
// SPDX-License-Identifier: Apache-2.0
import { named, trustOf } from '../intake/documents/iam.ts';
import { parseArn } from '../model/arn.ts';
import { join } from '../model/at.ts';
import type { FactPlace } from '../model/facts.ts';
import { isObject, type JsonObject, stringOf } from '../model/json.ts';
import { documentOf } from '../model/policy-text.ts';
import type { AttachedPolicy, Principal } from '../model/principal.ts';
import { objectsOf } from './api.ts';
import { principalName } from './facts/principal-name.ts';
import { whereOf } from './reading.ts';

export function isRoleAnswer({
  Role: role,
  Roles: roles,
  RoleName: name,
  PolicyDocument: document,
}: JsonObject): boolean {
  if (isObject(role) || objectsOf(roles).length > 0) return true;
  return typeof name === 'string' && document !== undefined;
}

/** Neither answer tells of managed policies, nor that there is no other inline one. */
const rest: AttachedPolicy = {
  ...{ name: 'its other policies', arn: null },
  ...{ path: '', document: null },
};

/** The role that `arn` means; null: no answer shows it, or a policy of it, or two do. */
export function roleAmong(answers: readonly JsonObject[], arn: string, place: FactPlace): Principal | null {
  const asked = principalName(arn);
  if (asked?.type !== 'role') return null;
  const account = asked.account ?? place.account;
  const isMeant = (role: JsonObject) => {
    const own = parseArn(stringOf(role.Arn) ?? '')?.account ?? null;
    return role.RoleName === asked.name && (account === null || own === null || own === account);
  };
  const [role, other] = answers.flatMap(rolesOf).filter(isMeant);
  const inline = answers.filter(
    (answer) => answer.PolicyDocument !== undefined && answer.RoleName === asked.name,
  );
  if (role === undefined || other !== undefined || inline.length === 0) return null;
  const policies = inline.map((answer, index) => inlineOf(answer, index));
  const principal = named('role', role, { ...whereOf({ account, region: null }), unnamed: asked.name });
  return { ...principal, policies: [...policies, rest], trust: trustOf(role, '') };
}

function rolesOf({ Role: role, Roles: roles }: JsonObject): readonly JsonObject[] {
  return isObject(role) ? [role] : objectsOf(roles);
}

function inlineOf(answer: JsonObject, index: number): AttachedPolicy {
  const path = join('RolePolicyList', index, 'PolicyDocument');
  return {
    name: stringOf(answer.PolicyName) ?? 'policy',
    arn: null,
    path,
    document: documentOf(answer.PolicyDocument),
  };
}
