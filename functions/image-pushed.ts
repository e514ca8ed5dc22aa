// Judges images: pushed to ECR, scanned by ECR or Inspector. Events: deploy/resources/rules.yml.
// SPDX-License-Identifier: Apache-2.0
import { queueHandler } from './wiring/evaluate/handlers.ts';

export const handler = queueHandler();
