// Judges what the audit log of an EKS cluster tells: pods, exec, bindings. Event: a CloudWatch Logs subscription.
// SPDX-License-Identifier: Apache-2.0
import { logsHandler } from './wiring/evaluate/handlers.ts';

export const handler = logsHandler();
