// Condition keys whose value the caller chooses with the call, and the values that give most: the policy attached, the boundary set, the service passed to.
// SPDX-License-Identifier: Apache-2.0

import { type Context, conditionOutcome } from '../decision/conditions.ts';
import type { Condition } from '../policy/document.ts';
import { anyAccount, anyName } from './administration.ts';
import { ownAccount } from './pattern.ts';

interface Choice {
  /** In lower case, as the actions are. */
  readonly key: string;
  /** Calls that carry the key: where it is demanded, every other call is refused. */
  readonly actions: ReadonlySet<string>;
  /** What the caller would choose, null: a call without the key. */
  readonly best: readonly (string | null)[];
}

/** AWS-managed policies that make an administrator. */
export const administratorPolicies = ['AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess'] as const;

const calls = (...names: readonly string[]) => new Set(names.map((name) => `iam:${name}`.toLowerCase()));

const strongPolicies = [
  ...administratorPolicies.map((name) => `arn:aws:iam::aws:policy/${name}`),
  // Any policy of the account: whoever may choose among all of them takes the strongest.
  `arn:aws:iam::${anyAccount}:policy/${anyName}`,
];

/** Service Authorization Reference, IAM: the actions beside each condition key. */
const choices: readonly Choice[] = [
  {
    key: 'iam:policyarn',
    actions: calls(
      ...['AttachGroupPolicy', 'AttachRolePolicy', 'AttachUserPolicy'],
      ...['DetachGroupPolicy', 'DetachRolePolicy', 'DetachUserPolicy'],
    ),
    best: strongPolicies,
  },
  {
    key: 'iam:permissionsboundary',
    actions: calls(
      ...['AttachRolePolicy', 'AttachUserPolicy', 'CreateRole', 'CreateUser'],
      ...['DeleteRolePermissionsBoundary', 'DeleteRolePolicy', 'DeleteUserPermissionsBoundary'],
      ...['DeleteUserPolicy', 'DetachRolePolicy', 'DetachUserPolicy', 'PutRolePermissionsBoundary'],
      ...['PutRolePolicy', 'PutUserPermissionsBoundary', 'PutUserPolicy'],
    ),
    best: [null, ...strongPolicies],
  },
  {
    key: 'iam:passedtoservice',
    actions: calls('PassRole'),
    // The roles of one service, or of some, are a scope: only a pattern that admits every service is none.
    best: [`${anyName}.amazonaws.com`],
  },
  {
    key: 'iam:associatedresourcearn',
    actions: calls('PassRole'),
    // As with the service: the resources of one service are a scope.
    best: [`arn:aws:${anyName}:${anyName}:${anyAccount}:${anyName}`],
  },
];

const byKey: ReadonlyMap<string, Choice> = new Map(choices.map((choice) => [choice.key, choice]));
const byAction: ReadonlyMap<string, readonly Choice[]> = new Map(
  [...new Set(choices.flatMap(({ actions }) => [...actions]))].map((action) => [
    action,
    choices.filter(({ actions }) => actions.has(action)),
  ]),
);

/** The key in lower case of a condition on what the caller chooses; null for any other condition. */
export function chosenKey({ key }: Condition): string | null {
  const name = key.toLowerCase();
  return byKey.has(name) ? name : null;
}

/** What of each choice an Allow's conditions leave to the caller of `action`, beside the Denies on the same choice. */
export function leavesChoice(
  action: string,
  conditions: readonly Condition[],
  denies: readonly (readonly Condition[])[],
): boolean {
  const name = action.toLowerCase();
  const keys = new Set(conditions.map(chosenKey).filter((key) => key !== null));
  const offered = byAction.get(name) ?? [];
  if ([...keys].some((key) => !offered.some((choice) => choice.key === key))) return false;
  return offered.every(({ key, best }) => {
    const on = conditions.filter((condition) => chosenKey(condition) === key);
    const against = denies.filter((list) => list.every((condition) => chosenKey(condition) === key));
    return best.some(
      (value) =>
        on.every((condition) => outcome(condition, value) !== 'fails') &&
        !against.some((list) => list.every((condition) => outcome(condition, value) === 'holds')),
    );
  });
}

function outcome(condition: Condition, value: string | null) {
  const context: Context = () => (value === null ? null : [value]);
  return conditionOutcome({ ...condition, values: condition.values.map(ownAccount) }, context, null);
}
