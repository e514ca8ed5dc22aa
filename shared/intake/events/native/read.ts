// Events that services put on the bus themselves, told apart by detail-type.
// SPDX-License-Identifier: Apache-2.0
import { fits, tooLarge } from '../../../model/budget.ts';
import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import { dropped, type Occurrence, plain, unreadable } from '../context.ts';
import { instanceState } from './ec2.ts';
import { imageAction, imageScan, pullThrough, replication, scanChange } from './ecr.ts';
import { containerInstance, deployment, taskState } from './ecs.ts';
import { hookState } from './ecs-hook.ts';
import { guardDuty } from './guardduty.ts';
import { inspectorFinding, inspectorScan } from './inspector.ts';
import type { Native } from './native.ts';
import { policyRefused } from './policy.ts';

type Reader = (native: Native) => Intake;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['ECR Image Action', imageAction],
  ['ECR Image Scan', imageScan],
  ['ECR Pull Through Cache Action', pullThrough],
  ['ECR Replication Action', replication],
  ['ECR Scan Resource Change', scanChange],
  ['ECR Referrer Action', () => dropped('ecr referrer archived or restored')],
  ['Inspector2 Scan', inspectorScan],
  ['Inspector2 Finding', inspectorFinding],
  ['ECS Task State Change', taskState],
  ['ECS Container Instance State Change', containerInstance],
  ['ECS Deployment State Change', deployment],
  ['ECS Hook State Change', hookState],
  ['ECS Service Action', () => dropped('ecs service action')],
  ['EC2 Instance State-change Notification', instanceState],
  ['GuardDuty Finding', guardDuty],
  ['Seawall Policy Refused', policyRefused],
  // Coverage of the detector, not a threat: GuardDuty's own coverage page is where it is followed up.
  ['GuardDuty Runtime Protection Unhealthy', () => dropped('guardduty agent coverage')],
  ['GuardDuty Runtime Protection Healthy', () => dropped('guardduty agent coverage')],
]);

export function readNative(event: JsonObject, name: string, detail: unknown, occurrence: Occurrence): Intake {
  const reader = readers.get(name);
  if (reader === undefined) return dropped(`event ${plain(name)}`);
  if (!isObject(detail)) return unreadable(occurrence.context, `${name} without a detail object`);
  if (!fits(detail)) return unreadable(occurrence.context, `${name}: ${tooLarge}`);
  return reader({ event, name, detail, occurrence });
}
