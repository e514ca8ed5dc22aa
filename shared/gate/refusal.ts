// Refusing a deployment as an action: its plan sends nothing, for the answer to ECS is what refuses.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, parseArn } from '../model/arn.ts';
import type { Action } from '../respond/planning/action.ts';
import { call, changed, preparing } from '../respond/planning/planning.ts';
import type { Hook } from './hook.ts';

const open = new Set(['PENDING', 'IN_PROGRESS']);

/** One for each question: the engine plans, asks people and writes it down as any other. */
export function refusing({ deployment, service, revision, stage }: Hook): Action {
  const { account = null, region = null } = parseArn(deployment) ?? {};
  return {
    name: 'stop-workload',
    permissions: ['ecs:DescribeServiceDeployments'],
    reversible: 'the service is deployed again',
    limits: 'Only a deployment that waits at the hook.',
    prepare: (_, api) =>
      preparing({ account, region }, api, async ({ state }) => {
        const read = call('ecs', 'DescribeServiceDeployments', { serviceDeploymentArns: [deployment] });
        const { status = null, lifecycleStage = null } = await state(read);
        if (!open.has(String(status))) changed(`the deployment does not wait any more: it is ${status}`);
        const what = `deployment ${nameOf(deployment)} of service ${nameOf(service)}`;
        return {
          words: `refuse ${what} at ${stage}: revision ${nameOf(revision)} does not start, and what runs goes on; if denied, it starts`,
          calls: [],
          // What people approve is to refuse this deployment while it waits here, not later.
          before: [{ what, read, state: { status, lifecycleStage } }],
          after: [],
          undo: [],
        };
      }),
  };
}
