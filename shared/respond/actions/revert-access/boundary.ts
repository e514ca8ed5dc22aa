// A permissions boundary that was changed or taken away comes back.
// SPDX-License-Identifier: Apache-2.0
import { stringOf } from '../../../model/json.ts';
import type { ActionContext } from '../../planning/action.ts';
import { call, change, hold, kept, type Plan, type Planning } from '../../planning/planning.ts';
import { editableRole, type HolderName } from '../../platform/iam-names.ts';

/** CloudTrail does not tell a former boundary: only what was kept can come back. */
export async function planBoundary(
  { holder, name }: HolderName,
  { state }: Planning,
  context: ActionContext,
): Promise<Plan> {
  if (holder === 'Group') return hold('guard-error', 'groups have no boundary');
  const input = { [`${holder}Name`]: holder === 'Role' ? editableRole(name) : name };
  const read = call('iam', `Get${holder}`, input);
  const former = await context.formerly?.(read);
  if (former?.boundary === undefined)
    return hold('guard-error', `the former boundary of ${name} was not kept: set it by hand`);
  const now = await state(read);
  const set = (arn: string | null) =>
    arn === null
      ? call('iam', `Delete${holder}PermissionsBoundary`, input)
      : call('iam', `Put${holder}PermissionsBoundary`, { ...input, PermissionsBoundary: arn });
  const boundary = stringOf(former.boundary);
  const what = `permissions boundary of ${holder.toLowerCase()} ${name}`;
  return {
    words: `put the former ${what} back`,
    calls: [set(boundary)],
    ...kept(change(what, read, now, { boundary })),
    undo: [set(stringOf(now.boundary))],
  };
}
