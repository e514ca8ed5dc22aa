// Long-lived credentials of a template: access keys, and passwords for the console.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Credential, Principal } from '../../model/principal.ts';
import { cursor, down, plain } from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { bare } from './iam.ts';
import type { TemplateResource } from './template-resource.ts';

/** AWS::IAM::AccessKey: a user of whom it tells the key, and nothing else. It is active unless told otherwise. */
export function accessKeyOf({ properties }: TemplateResource, where: Where): readonly Principal[] {
  const from = cursor(properties);
  const status = plain(down(from, 'Status')) ?? 'Active';
  const credential: Credential = { type: 'access-key', id: null, status, path: 'UserName' };
  return [{ ...bare('user', where.name ?? '', null, where), credentials: [credential] }];
}

/** A user's own password; keys are resources of their own. */
export function credentialsOf(properties: JsonObject): Pick<Principal, 'credentials'> {
  const profile: Credential = { type: 'login-profile', id: null, status: null, path: 'LoginProfile' };
  return { credentials: isObject(properties.LoginProfile) ? [profile] : [] };
}
