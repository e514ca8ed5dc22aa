// Which principal an ARN or a bare role name speaks of.
// SPDX-License-Identifier: Apache-2.0
import { parseArn } from '../../model/arn.ts';

export interface PrincipalName {
  readonly type: 'role' | 'user' | 'group' | 'policy' | 'instance-profile';
  readonly name: string;
  /** As it was asked. */
  readonly arn: string;
  readonly account: string | null;
}

const types = new Map<string, PrincipalName['type']>([
  ['role', 'role'],
  ['user', 'user'],
  ['group', 'group'],
  ['policy', 'policy'],
  ['instance-profile', 'instance-profile'],
]);

/** Null for what has no policies to read: root, federated users, service principals, `*`. */
export function principalName(text: string): PrincipalName | null {
  // IAM names hold letters, digits and `+=,.@_-` (IAM User Guide, "IAM and AWS STS quotas", name requirements).
  if (!text.startsWith('arn:'))
    return /^[\w+=,.@-]{1,128}$/.test(text) ? { type: 'role', name: text, arn: text, account: null } : null;
  const arn = parseArn(text);
  if (arn === null) return null;
  const parts = arn.resource.split('/');
  const { account } = arn;
  if (arn.service === 'sts' && parts[0] === 'assumed-role' && parts[1] !== undefined) {
    // The path of the role is not part of the session's ARN; GetRole asks by name alone.
    return { type: 'role', name: parts[1], arn: text, account };
  }
  const type = arn.service === 'iam' ? types.get(parts[0] ?? '') : undefined;
  const name = parts.at(-1);
  if (type === undefined || name === undefined || name === '' || parts.length < 2) return null;
  return { type, name, arn: text, account };
}
