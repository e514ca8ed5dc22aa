// What only IAM users have: groups, access keys, a console password.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { stringOf } from '../../model/json.ts';
import type { Credential, Principal } from '../../model/principal.ts';
import { objectsOf } from '../api.ts';
import { giveUp, type Reader } from '../reading.ts';
import { markerPaging } from './policies.ts';

/** Names of the groups a user is in. */
export async function groupsOf(reader: Reader, user: string): Promise<readonly string[]> {
  const groups = await reader.list('iam', 'ListGroupsForUser', { UserName: user }, markerPaging('Groups'));
  return objectsOf(groups).map(
    (group) => stringOf(group.GroupName) ?? giveUp('failed', 'a group has no name'),
  );
}

/**
 * Access keys and console password as far as they can be read: a snapshot made from GetAccountAuthorizationDetails
 * does not hold them, and the policies are worth having without.
 */
export async function credentialsOf(
  reader: Reader,
  user: string,
): Promise<Pick<Principal, 'credentials' | 'allCredentials'>> {
  const input = { UserName: user };
  const keys = await reader.part(() =>
    reader.list('iam', 'ListAccessKeys', input, markerPaging('AccessKeyMetadata')),
  );
  const login = await reader.attempt('iam', 'GetLoginProfile', input);
  const found: Credential[] = keys.ok
    ? objectsOf(keys.value).map((key, index) => ({
        type: 'access-key',
        id: stringOf(key.AccessKeyId),
        status: stringOf(key.Status),
        path: join('AccessKeyMetadata', index),
      }))
    : [];
  if (login.ok) found.push({ type: 'login-profile', id: null, status: null, path: 'LoginProfile' });
  const allCredentials = keys.ok && (login.ok || login.code === 'not-found');
  return { credentials: found, allCredentials };
}
