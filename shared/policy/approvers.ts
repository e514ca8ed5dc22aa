// Approvers as a policy names them: which entries can ever be somebody.
// SPDX-License-Identifier: Apache-2.0

/** Ids of Slack: users begin with U or W, user groups with S (Slack API, types `user` and `usergroup`). */
const slackEntry = /^slack-user:[UW][A-Z0-9]{2,20}$|^slack-group:S[A-Z0-9]{2,20}$/;
const arn = 'arn:';

/** An entry is an id of Slack or a glob on ARNs; anything else names nobody, and nobody would learn why they may not approve. */
export function canBeSomebody(entry: string): boolean {
  if (entry.startsWith('slack-')) return slackEntry.test(entry);
  const star = entry.indexOf('*');
  if (star < 0) return entry.startsWith(arn);
  const head = entry.slice(0, Math.min(star, arn.length));
  return arn.startsWith(head);
}

/** Places of approvers that can never match, and what is said of each. */
export function idleApprovers(
  approvers: readonly string[],
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  return approvers.flatMap((entry, index) => {
    if (canBeSomebody(entry)) return [];
    const remedy = 'write an ARN such as arn:aws:iam::*:role/oncall, slack-user:U… or slack-group:S…';
    const message = `respond.approvers[${index}] ${JSON.stringify(entry)} can never match anybody (${remedy})`;
    return [{ path: ['respond', 'approvers', index], message }];
  });
}
