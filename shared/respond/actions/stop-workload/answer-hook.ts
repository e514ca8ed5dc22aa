// Answers a deployment that waits at a pause hook: rolled back where its revision fails, continued where people deny that.
// SPDX-License-Identifier: Apache-2.0
// Source: Amazon ECS Developer Guide, "Pause hooks for Amazon ECS service deployments"; ECS API reference, ContinueServiceDeployment.
import { objectsOf } from '../../../gather/api.ts';
import { nameOf } from '../../../model/arn.ts';
import { dig, type JsonObject, stringOf } from '../../../model/json.ts';
import type { ActionContext, Prepared } from '../../planning/action.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../../planning/planning.ts';
import { definitionNamed, type ServiceName } from '../../platform/ecs-running.ts';
import { definitionOfRevision } from './revisions.ts';

// Hooks at later stages wait for something else than whether the revision may start.
const beforeStart = new Set(['RECONCILE_SERVICE', 'PRE_SCALE_UP']);

/** Null where the deployment does not wait for anybody. */
export async function planHookAnswer(
  named: ServiceName,
  deployment: JsonObject,
  planning: Planning,
  { passes }: ActionContext,
): Promise<Plan | null> {
  const arn = stringOf(deployment.serviceDeploymentArn);
  const [hook, ...others] = waitingHooks(deployment);
  if (arn === null || hook === undefined) return null;
  const target = stringOf(dig(deployment, 'targetServiceRevision', 'arn'));
  const definition = target === null ? null : await definitionOfRevision(target, planning);
  if (definition !== null && (await passes?.(await definitionNamed(planning.reader, definition))))
    return changed(`${nameOf(definition)}, which waits to be deployed, passes by itself`);
  const what = `deployment ${nameOf(arn)} of service ${nameOf(named.service)}`;
  const read = call('ecs', 'DescribeServiceDeployments', { serviceDeploymentArns: [arn] });
  const now = await planning.state(read);
  const ended = { rollsBack: true, [waits(hook)]: null };
  // Others may wait there for reasons of their own: those are not Seawall's to continue.
  const denied =
    others.length === 0 && beforeStart.has(String(deployment.lifecycleStage))
      ? continued({ arn, hook, what }, read, now)
      : null;
  return {
    words: `roll ${what} back, which waits at a hook: what runs goes on; if denied, ${denied === null ? 'others continue it' : 'it goes on'}`,
    calls: [answer(arn, hook, 'ROLLBACK')],
    ...kept(change(what, read, now, ended)),
    undo: [],
    ...(denied === null ? {} : { ifDenied: denied }),
  };
}

function waitingHooks(deployment: JsonObject): readonly string[] {
  return objectsOf(deployment.lifecycleHookDetails)
    .filter(({ targetType, status }) => targetType === 'PAUSE' && status === 'AWAITING_ACTION')
    .map(({ hookId }) => stringOf(hookId))
    .filter((id) => id !== null);
}

/** Name of the part that `state/views.ts` gives a hook which waits. */
function waits(hook: string): string {
  return `hook ${hook} waits`;
}

interface Paused {
  readonly arn: string;
  readonly hook: string;
  readonly what: string;
}

function continued(
  { arn, hook, what }: Paused,
  read: ReturnType<typeof call>,
  now: JsonObject,
): NonNullable<Prepared['ifDenied']> {
  return {
    words: `let ${what} go on`,
    calls: [answer(arn, hook, 'CONTINUE')],
    ...kept(change(what, read, now, { [waits(hook)]: null })),
  };
}

function answer(serviceDeploymentArn: string, hookId: string, action: 'CONTINUE' | 'ROLLBACK') {
  return call('ecs', 'ContinueServiceDeployment', { serviceDeploymentArn, hookId, action });
}
