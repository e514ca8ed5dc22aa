// A user leaves the groups that give it too much.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../../model/finding.ts';
import { isObject, stringOf } from '../../../model/json.ts';
import { call, change, kept, type Plan, type Planning } from '../../planning/planning.ts';
import { holdingsOf, offencesIn } from './holdings.ts';

export async function offendingGroups(
  user: string,
  finding: Finding,
  { reader }: Planning,
): Promise<readonly string[]> {
  const listed = await reader.list('iam', 'ListGroupsForUser', { UserName: user }, groupPaging);
  const groups = listed.map((group) => (isObject(group) ? stringOf(group.GroupName) : null));
  const offending: string[] = [];
  for (const name of groups) {
    if (name === null) continue;
    const holdings = await holdingsOf(reader, { holder: 'Group', name });
    if (offencesIn(holdings, finding.evidence, null).length > 0) offending.push(name);
  }
  return offending;
}

const groupPaging = { tokenIn: 'Marker', tokenOut: 'Marker', list: 'Groups' };

/** The group stays as it is: who else is in it was not judged. */
export async function planMembership(
  user: string,
  groups: readonly string[],
  { state }: Planning,
): Promise<Plan> {
  const read = call('iam', 'ListGroupsForUser', { UserName: user });
  const now = await state(read);
  const each = (operation: string) =>
    groups.map((GroupName) => call('iam', operation, { GroupName, UserName: user }));
  const none = Object.fromEntries(groups.map((group) => [group, null]));
  return {
    words: `take user ${user} out of ${groups.join(', ')}`,
    calls: each('RemoveUserFromGroup'),
    ...kept(change(`groups of user ${user}`, read, now, none)),
    undo: each('AddUserToGroup'),
  };
}
