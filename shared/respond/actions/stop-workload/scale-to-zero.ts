// The last resort for a service without a good revision: desired count 0, with its automatic scaling suspended.
// SPDX-License-Identifier: Apache-2.0

import { objectsOf } from '../../../gather/api.ts';
import { nameOf } from '../../../model/arn.ts';
import { type JsonObject, numberOf, objectOf } from '../../../model/json.ts';
import type { ActionContext } from '../../planning/action.ts';
import { call, change, kept, type Plan, type Planning } from '../../planning/planning.ts';
import type { ServiceName } from '../../platform/ecs-running.ts';

const suspended = {
  DynamicScalingInSuspended: true,
  DynamicScalingOutSuspended: true,
  ScheduledScalingSuspended: true,
};

export async function planScaleToZero(
  named: ServiceName,
  service: JsonObject,
  planning: Planning,
  { lastResort }: ActionContext,
): Promise<Plan> {
  const { cluster, service: arn } = named;
  const name = nameOf(arn);
  const read = call('ecs', 'DescribeServices', { cluster, services: [arn] });
  const count = change(`desired count of service ${name}`, read, await planning.state(read), {
    desiredCount: 0,
  });
  const to = (desiredCount: number) => call('ecs', 'UpdateService', { cluster, service: arn, desiredCount });
  const scaling = await scalingOf(named, planning);
  return {
    words: `scale service ${name} to 0: no older revision of it passes`,
    calls: [...scaling.calls, to(0)],
    ...kept(...scaling.changes, count),
    undo: [to(numberOf(service.desiredCount) ?? 0), ...scaling.undo],
    ...(lastResort === 'scale-to-zero'
      ? {}
      : { askFirst: `no revision of service ${name} passes; scaling it to 0 ends the service` }),
  };
}

/** Scaling raises the count again to its minimum unless it is suspended (Application Auto Scaling User Guide, "Suspend and resume scaling"). */
async function scalingOf({ cluster, service }: ServiceName, { reader, state }: Planning) {
  const id = `service/${cluster}/${nameOf(service)}`;
  const read = call('application-auto-scaling', 'DescribeScalableTargets', {
    ServiceNamespace: 'ecs',
    ResourceIds: [id],
    ScalableDimension: 'ecs:service:DesiredCount',
  });
  const output = await reader.get(read.service, read.operation, read.parameters);
  const [target] = objectsOf(output.ScalableTargets);
  if (target === undefined) return { calls: [], changes: [], undo: [] };
  const set = (SuspendedState: JsonObject) =>
    call('application-auto-scaling', 'RegisterScalableTarget', {
      ServiceNamespace: 'ecs',
      ResourceId: id,
      ScalableDimension: 'ecs:service:DesiredCount',
      SuspendedState,
    });
  const none = Object.fromEntries(Object.keys(suspended).map((key) => [key, false]));
  const changes = [
    change(`automatic scaling of ${nameOf(service)}`, read, await state(read), { [id]: suspended }),
  ];
  return { calls: [set(suspended)], changes, undo: [set({ ...none, ...objectOf(target.SuspendedState) })] };
}
