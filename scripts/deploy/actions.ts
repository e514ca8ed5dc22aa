// The actions that the policy lets act or ask, as the deployment is told of them.
// SPDX-License-Identifier: Apache-2.0
import { catalogueFor } from '../../functions/wiring/catalogue.ts';
import { enabledActions } from '../../shared/policy/enabled-actions.ts';
import type { Policy } from '../../shared/policy/policy.ts';

/** The value of `respond-actions`; serverless takes no empty one, so that there is a word for none. */
export async function actionsOf(policy: Policy): Promise<string> {
  const { controls } = await catalogueFor(policy);
  const actions = enabledActions(policy, controls);
  return actions.length === 0 ? 'none' : actions.join(',');
}

const parameter = 'respond-actions=';

/** A value that was given by hand stays: to undo what a former policy let act, say. */
export function withActions(options: readonly string[], actions: string): readonly string[] {
  const given = options.some((one) => one.startsWith(parameter) || one.startsWith(`--param=${parameter}`));
  return given ? options : [...options, `--param=${parameter}${actions}`];
}

/** What people must know: members have a parameter of their own, and a policy alone changes no role. */
export function wordsAbout(actions: string, policyOnly: boolean): string {
  const members = `member accounts: deploy/member-respond.yml with RespondActions=${actions}`;
  return policyOnly
    ? `the policy lets act or ask: ${actions}; roles stay as they are: deploy the stack where that is more than before (${members})`
    : `the role that changes things may: ${actions} (${members})`;
}
