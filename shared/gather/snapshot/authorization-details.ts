// Answers IAM calls from GetAccountAuthorizationDetails, which shows every user, role, group and policy at once.
// SPDX-License-Identifier: Apache-2.0

import { nameOf, parseArn } from '../../model/arn.ts';
import { isObject, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { type ApiAnswer, type ApiRequest, type AwsApi, failure, objectsOf } from '../api.ts';
import { isOfAws } from './matching.ts';

const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

/** True where a document looks like the operation's output: at least one of its lists. */
export function isAuthorizationDetails(document: unknown): document is JsonObject {
  return (
    isObject(document) && lists.some((list) => Object.hasOwn(document, list) && Array.isArray(document[list]))
  );
}

/** Pages of the operation as one document; it stays truncated unless one page was the last. */
export function mergeDetails(pages: readonly JsonObject[]): JsonObject {
  const merged = Object.fromEntries(
    lists.map((list) => [list, pages.flatMap((page) => objectsOf(page[list]))]),
  );
  return { ...merged, IsTruncated: pages.every((page) => page.IsTruncated === true) };
}

/** The account that a document speaks of, by the first ARN in it that names one. */
export function accountOf(details: JsonObject): string | null {
  for (const list of lists) {
    for (const item of objectsOf(details[list])) {
      const account = parseArn(stringOf(item.Arn) ?? '')?.account;
      if (account !== undefined && account !== null) return account;
    }
  }
  return null;
}

type Answerer = (input: JsonObject, index: Index) => JsonObject | 'absent' | null;

/** IAM answered from one document; every other service, and what the document does not show (access keys), is `not-recorded`. */
export function authorizationDetailsApi(details: JsonObject, asOf: string, account: string | null): AwsApi {
  const index = indexOf(details);
  return {
    async call(request) {
      const answer = isFor(request, account) ? answers.get(request.operation)?.(request.input, index) : null;
      return answerOf(answer ?? null, request, asOf);
    },
  };
}

function isFor(request: ApiRequest, account: string | null): boolean {
  if (request.service !== 'iam') return false;
  return request.account === null || account === null || request.account === account || isOfAws(request);
}

function answerOf(answer: JsonObject | 'absent' | null, request: ApiRequest, asOf: string): ApiAnswer {
  const name = `${request.service}.${request.operation}`;
  if (answer === null)
    return failure('not-recorded', `the authorization details do not include ${name} of this`);
  // A question that names no account may mean another one than the document's.
  if (answer !== 'absent') return { ok: true, output: answer, asOf };
  return request.account === null
    ? failure('not-recorded', `the authorization details do not include ${name} of this`)
    : failure('not-found', `${name}: not there when the authorization details were read`);
}

interface Index {
  readonly Role: ReadonlyMap<string, JsonObject>;
  readonly User: ReadonlyMap<string, JsonObject>;
  readonly Group: ReadonlyMap<string, JsonObject>;
  readonly policies: ReadonlyMap<string, JsonObject>;
  readonly truncated: boolean;
  readonly details: JsonObject;
}

function indexOf(details: JsonObject): Index {
  const by = (list: string, key: string) =>
    new Map(objectsOf(details[list]).map((item) => [stringOf(item[key]) ?? '', item]));
  return {
    Role: by('RoleDetailList', 'RoleName'),
    User: by('UserDetailList', 'UserName'),
    Group: by('GroupDetailList', 'GroupName'),
    policies: by('Policies', 'Arn'),
    truncated: details.IsTruncated === true,
    details,
  };
}

type Holder = 'Role' | 'User' | 'Group';
// The inline policies' key in each detail (IAM API reference, RoleDetail, UserDetail, GroupDetail).
const inlineKey = { Role: 'RolePolicyList', User: 'UserPolicyList', Group: 'GroupPolicyList' } as const;

/**
 * Asks about one holder. Absent only where the list is whole and not empty: a document made with `--filter` has empty lists
 * for what was filtered out.
 */
function about(
  holder: Holder,
  answer: (detail: JsonObject, input: JsonObject) => JsonObject | 'absent' | null,
): Answerer {
  return (input, index) => {
    const detail = index[holder].get(stringOf(input[`${holder}Name`]) ?? '');
    if (detail !== undefined) return answer(detail, input);
    return index.truncated || index[holder].size === 0 ? null : 'absent';
  };
}

function holderAnswers(holder: Holder): readonly (readonly [string, Answerer])[] {
  const inline = (detail: JsonObject) => objectsOf(detail[inlineKey[holder]]);
  return [
    [`Get${holder}`, about(holder, (detail) => ({ [holder]: detail }))],
    [
      `List${holder}Policies`,
      about(holder, (detail) => ({ PolicyNames: inline(detail).map((item) => item.PolicyName) as string[] })),
    ],
    [
      `Get${holder}Policy`,
      about(
        holder,
        (detail, input) => inline(detail).find((item) => item.PolicyName === input.PolicyName) ?? 'absent',
      ),
    ],
    [
      `ListAttached${holder}Policies`,
      about(holder, (detail) => ({ AttachedPolicies: objectsOf(detail.AttachedManagedPolicies) })),
    ],
  ];
}

const answers: ReadonlyMap<string, Answerer> = new Map<string, Answerer>([
  ...holderAnswers('Role'),
  ...holderAnswers('User'),
  ...holderAnswers('Group'),
  ['GetAccountAuthorizationDetails', (input, index) => (input.Marker === undefined ? index.details : null)],
  ['ListGroupsForUser', about('User', (detail) => ({ Groups: groupsOf(detail) }))],
  ['GetInstanceProfile', (input, index) => instanceProfile(stringOf(input.InstanceProfileName), index)],
  // Only attached policies of AWS are in the document, and filters leave others out: one that is not there is unknown.
  ['GetPolicy', (input, index) => policyOf(input, index)],
  ['GetPolicyVersion', (input, index) => policyVersion(input, index)],
]);

function groupsOf(detail: JsonObject): readonly JsonObject[] {
  const names = Array.isArray(detail.GroupList) ? detail.GroupList : [];
  return names.filter((name) => typeof name === 'string').map((name) => ({ GroupName: name }));
}

function instanceProfile(name: string | null, index: Index): JsonObject | null {
  for (const role of index.Role.values()) {
    const profile = objectsOf(role.InstanceProfileList).find((item) => item.InstanceProfileName === name);
    if (profile !== undefined) return { InstanceProfile: { ...profile, Roles: [role] } };
  }
  return null;
}

function policyOf(input: JsonObject, index: Index): JsonObject | null {
  const policy = index.policies.get(stringOf(input.PolicyArn) ?? '');
  return policy === undefined
    ? null
    : { Policy: { PolicyName: nameOf(stringOf(policy.Arn) ?? ''), ...policy } };
}

function policyVersion(input: JsonObject, index: Index): JsonObject | null {
  const policy = objectOf(index.policies.get(stringOf(input.PolicyArn) ?? ''));
  const version = objectsOf(policy.PolicyVersionList).find((item) => item.VersionId === input.VersionId);
  return version === undefined ? null : { PolicyVersion: version };
}
