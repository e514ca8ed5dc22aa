// Every reader of native events. Written by `npm run generate` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { DefinedEvents } from './define-events.ts';
import { ec2Events } from './ec2.ts';
import { ecrEvents } from './ecr.ts';
import { ecsEvents } from './ecs.ts';
import { ecsHookEvents } from './ecs-hook.ts';
import { guardDutyEvents } from './guardduty.ts';
import { inspectorEvents } from './inspector.ts';
import { policyEvents } from './policy.ts';
import { canaryEvents } from './seawall-canary.ts';

export const definedEvents: readonly DefinedEvents[] = [
  ec2Events,
  ecrEvents,
  ecsHookEvents,
  ecsEvents,
  guardDutyEvents,
  inspectorEvents,
  policyEvents,
  canaryEvents,
];
