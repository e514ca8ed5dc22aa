// Takes a service off a bad revision: a running deployment is rolled back, else a good revision deployed, else it is scaled to 0.
// SPDX-License-Identifier: Apache-2.0
import { serviceOfTask } from '../../../gather/service-of-task.ts';
import { nameOf } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';
import { dig, type JsonObject, numberOf, stringOf } from '../../../model/json.ts';
import type { ActionContext } from '../../planning/action.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../../planning/planning.ts';
import {
  definitionNamed,
  describeService,
  runningTasks,
  type ServiceName,
} from '../../platform/ecs-running.ts';
import { planHookAnswer } from './answer-hook.ts';
import { deploymentUnderWay, goodRevision, rollBackOf } from './revisions.ts';
import { planScaleToZero } from './scale-to-zero.ts';
import { planTasks } from './tasks.ts';

export async function planService(
  named: ServiceName,
  finding: Finding,
  planning: Planning,
  context: ActionContext,
): Promise<Plan> {
  const service = await describeService(planning.reader, named);
  mayRoll(service);
  const deployment = await deploymentUnderWay(named, planning);
  const answer = deployment === null ? null : await planHookAnswer(named, deployment, planning, context);
  if (answer !== null) return answer;
  const running = stringOf(service.taskDefinition) ?? changed('the service names no task definition');
  const inOrder =
    numberOf(service.desiredCount) === 0
      ? 'the service runs nothing: its desired count is 0'
      : await whyInOrder(running, planning, context);
  if (inOrder !== null) return planStrays(finding, planning, inOrder);
  const back = deployment === null ? null : await rollBackOf(deployment, service, planning, context);
  if (back !== null) return planRollback(named, { running, good: back.definition }, planning, back.call);
  const good = await goodRevision(running, planning, context);
  if (good !== null) return planRollback(named, { running, good }, planning, update(named, good));
  return planScaleToZero(named, service, planning, context);
}

async function whyInOrder(
  running: string,
  { reader }: Planning,
  { passes }: ActionContext,
): Promise<string | null> {
  return (await passes?.(await definitionNamed(reader, running))) === true
    ? `${nameOf(running)}, which the service runs, passes by itself: another revision changes nothing`
    : null;
}

/** Tasks of the finding that run, and that no deployment of a service knows: the service replaces them by nothing. */
async function planStrays(finding: Finding, planning: Planning, inOrder: string): Promise<Plan> {
  const strays: string[] = [];
  for (const { cluster, arn, task } of await runningTasks(
    planning.reader,
    finding.instances,
    finding.cluster,
  ))
    if ((await serviceOfTask(planning.reader, cluster, task)) === null) strays.push(arn);
  return strays.length === 0 ? changed(inOrder) : planTasks(finding, strays, planning);
}

/** Null: not known before ECS is read. */
interface Target {
  readonly cluster: string | null;
  readonly service: string;
}

/** Only the rolling controller takes a revision by UpdateService (ECS API reference, UpdateService). */
function mayRoll(service: JsonObject): void {
  const controller = stringOf(dig(service, 'deploymentController', 'type')) ?? 'ECS';
  if (controller !== 'ECS') hold('protected', `the service is deployed by ${controller}: roll it back there`);
  if (service.schedulingStrategy === 'DAEMON')
    hold('protected', 'the service is a daemon: every host needs it');
}

export function update({ cluster, service }: Target, taskDefinition: string | null) {
  return call('ecs', 'UpdateService', { cluster, service, taskDefinition });
}

interface Rollback {
  readonly running: string;
  readonly good: string;
}

async function planRollback(
  named: ServiceName,
  { running, good }: Rollback,
  { state }: Planning,
  send: ReturnType<typeof call>,
): Promise<Plan> {
  const read = call('ecs', 'DescribeServices', { cluster: named.cluster, services: [named.service] });
  return {
    words: `roll service ${nameOf(named.service)} back from ${nameOf(running)} to ${nameOf(good)}`,
    calls: [send],
    ...kept(
      change(`revision of service ${nameOf(named.service)}`, read, await state(read), {
        taskDefinition: good,
      }),
    ),
    undo: [update(named, running)],
  };
}
