// Builds the IAM principal that a call is about, holding only what the call tells of it.
// SPDX-License-Identifier: Apache-2.0

import { iamArn, parseArn, shortName } from '../../../model/arn.ts';
import { at, unsettled } from '../../../model/at.ts';
import { type JsonObject, objectOf, stringOf } from '../../../model/json.ts';
import type { Principal } from '../../../model/principal.ts';
import { bare } from '../../documents/iam.ts';
import { type CloudTrailRecord, whyLeftOut } from './record.ts';

export type IamType = 'user' | 'role' | 'group' | 'policy';
type Told = Partial<
  Pick<Principal, 'policies' | 'groups' | 'trust' | 'boundary' | 'credentials' | 'path' | 'usedBy'>
>;

export interface Named {
  readonly type: Principal['type'];
  readonly name: string;
  readonly arn: string | null;
}

// IAM User Guide, "IAM name requirements": of any other text nothing may stand in a name.
const iamName = /^[\w+=,.@-]{1,128}$/;

/** The principal of type `type` that `record` names, or its caller where a call names nobody; null where neither is told. */
export function namedIn(record: CloudTrailRecord, type: IamType): Named | null {
  const request = objectOf(record.parameters);
  const answered = answeredObject(record, type);
  const arn = stringOf(answered.arn) ?? (type === 'policy' ? stringOf(request.policyArn) : null);
  const names = [
    request[`${type}Name`],
    answered[`${type}Name`],
    type === 'user' ? answered.userName : null,
    shortName(arn),
  ];
  const name = names.map(stringOf).find((one) => one !== null && iamName.test(one)) ?? null;
  if (name !== null) return { type, name, arn: arn ?? iamArn(record, `${type}/${name}`) };
  return type === 'user' ? callerHimself(record) : null;
}

/** `user` of CreateUser, `accessKey` of CreateAccessKey, `loginProfile` of CreateLoginProfile: one object under the answer. */
function answeredObject(record: CloudTrailRecord, type: IamType): JsonObject {
  const response = objectOf(record.response);
  const first =
    response[type] ?? Object.values(response).find((value) => typeof value === 'object' && value !== null);
  return objectOf(first);
}

/** IAM takes the caller where userName is left out (IAM API Reference, CreateAccessKey, ChangePassword). */
function callerHimself(record: CloudTrailRecord): Named | null {
  const { actor } = record;
  if (actor.root) return { type: 'root', name: 'root', arn: actor.arn ?? iamArn(record, 'root') };
  const parsed = parseArn(actor.arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('user/')) return null;
  return { type: 'user', name: shortName(actor.arn) ?? actor.name, arn: actor.arn };
}

export function principalOf(record: CloudTrailRecord, named: Named, told: Told): Principal {
  const { type, name, arn } = named;
  return {
    ...bare(type, name, arn, { account: record.account }),
    trust: at(null, 'assumeRolePolicyDocument'),
    boundary: at(null, 'permissionsBoundary'),
    ...told,
  };
}

/** Stands for the change of a call that does not name its principal: a policy that nobody can read beside what is told. */
export function nameless(record: CloudTrailRecord, type: IamType, told: Told): Principal {
  const named = namedIn(record, type) ?? { type, name: record.operation, arn: null };
  const unread = { name: record.operation, arn: null, path: 'requestParameters', document: null };
  const principal = principalOf(record, named, { policies: [unread], ...told });
  return named.arn === null ? { ...principal, id: record.eventId, identity: record.id } : principal;
}

/** The same of a call whose parameters were left out: what it would have told, nobody can know. */
export function leftOut(record: CloudTrailRecord, type: IamType, { trust, boundary }: Told): Principal {
  const why = whyLeftOut(record);
  return nameless(record, type, {
    ...(trust === undefined ? {} : { trust: unsettled(null, trust.path, why) }),
    ...(boundary === undefined ? {} : { boundary: unsettled(null, boundary.path, why) }),
  });
}
