// Sleeping controls: not applicable while the policy lacks the list that they compare with.
// SPDX-License-Identifier: Apache-2.0
import { type Control, notApplicable, unknown } from '../model/control.ts';
import type { GroupAnswer, GroupView, PolicyView } from '../model/policy-view.ts';
import { remembered } from '../model/remembered.ts';
import { table } from '../model/table.ts';
import type { Judgement } from '../model/verdict.ts';
import type { Policy } from './policy.ts';

/** The keys of seawall.yml that `comparesWith` may name outside groups. */
const policyKeys: Readonly<Record<string, (view: PolicyView) => unknown>> = table({
  'organisation.id': (view) => view.organisation.id,
  'organisation.accounts': (view) => view.organisation.accounts,
  'trust.registries': (view) => view.trust.registries,
  'trust.accounts': (view) => view.trust.accounts,
  'trust.signers': (view) => view.trust.signers,
  'trust.destinations': (view) => view.trust.destinations,
  certified: (view) => view.certified,
  'people.orchestrators': (view) => view.people.orchestrators,
  'people.system-administrators': (view) => view.people.systemAdministrators,
  'people.delivery-pipelines': (view) => view.people.deliveryPipelines,
  'people.break-glass': (view) => view.people.breakGlass,
});

/** The keys of the subject's own group. */
const groupKeys: Readonly<Record<string, (group: GroupView) => unknown>> = table({
  'group.trust': (group) => group.trust,
  'group.environment': (group) => group.environment,
  'group.user-ids': (group) => group.userIds,
  'group.destinations': (group) => group.destinations,
  'group.environment-schema': (group) => group.environmentSchema,
  'group.overrides': (group) => group.overrides,
});

/** Every key that a control's `comparesWith` may name. */
export const comparableKeys: readonly string[] = [...Object.keys(policyKeys), ...Object.keys(groupKeys)];

/**
 * Why a control cannot judge for want of policy, or null where it can. All keys of `comparesWith`
 * must be there; `a|b` is satisfied by either. An empty list is there: it means "none".
 */
export function sleeps(policy: Policy, control: Control, group: GroupAnswer): Judgement | null {
  let undecided: Judgement | null = null;
  for (const { wanted, keys } of comparisonsOf(control)) {
    const answers = keys.map((key) => stands(policy, key, group));
    if (answers.includes('there')) continue;
    if (!answers.includes('unknown'))
      return notApplicable(`policy names no ${wanted.replaceAll('|', ' or ')}`);
    if (!group.known) undecided ??= unknown(group.reason);
  }
  return undecided;
}

const comparisonsOf = remembered(({ comparesWith = [] }: Control) =>
  comparesWith.map((wanted) => ({ wanted, keys: wanted.split('|') })),
);

function stands(policy: Policy, key: string, answer: GroupAnswer): 'there' | 'absent' | 'unknown' {
  const ofGroup = groupKeys[key];
  if (ofGroup === undefined) return (policyKeys[key]?.(policy.view) ?? null) === null ? 'absent' : 'there';
  if (answer.known) return answer.group === null || ofGroup(answer.group) === null ? 'absent' : 'there';
  // Where no group at all has the key, it is absent whichever the subject's group may be.
  return policy.groups.some(({ view }) => ofGroup(view) !== null) ? 'unknown' : 'absent';
}
