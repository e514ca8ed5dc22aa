// Which IAM names may be touched, and how their calls are named after what holds the policies.
// SPDX-License-Identifier: Apache-2.0

import type { Holder } from '../../gather/facts/policies.ts';
import { nameOf } from '../../model/arn.ts';
import { hold } from '../planning/planning.ts';

/** `RoleName`, `UserName` or `GroupName` of the call. */
export interface HolderName {
  readonly holder: Holder;
  readonly name: string;
}

/** The role, user or group that an ARN names; null for anything else. */
export function holderOf(arn: string): HolderName | null {
  if (arn.includes(':role/')) return { holder: 'Role', name: editableRole(nameOf(arn)) };
  if (arn.includes(':user/')) return { holder: 'User', name: nameOf(arn) };
  return arn.includes(':group/') ? { holder: 'Group', name: nameOf(arn) } : null;
}

/** Service-linked roles and those of Identity Center belong to AWS: it refuses or undoes changes (IAM User Guide, "Revoke IAM role temporary security credentials"). */
export function editableRole(name: string): string {
  if (/^AWS(?:ServiceRoleFor|ReservedSSO_)/.test(name))
    return hold('protected', `${name} belongs to an AWS service`);
  return name;
}
