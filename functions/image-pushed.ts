// Judges images: pushed to ECR, scanned by ECR or Inspector. Events: deploy/resources/rules.yml.
import { queueHandler } from './wiring/evaluate/handlers.ts';

export const handler = queueHandler();
