// Judges ECS task definitions, services and tasks, and what GuardDuty finds in them. Events: deploy/resources/rules.yml.
// SPDX-License-Identifier: Apache-2.0
import { queueHandler } from './wiring/evaluate/handlers.ts';

export const handler = queueHandler();
