// Judges ECS task definitions, services and tasks, and what GuardDuty finds in them. Events: deploy/resources/rules.yml.
import { queueHandler } from './wiring/evaluate/handlers.ts';

export const handler = queueHandler();
