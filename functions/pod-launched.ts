// Judges what the audit log of an EKS cluster tells: pods, exec, bindings. Event: a CloudWatch Logs subscription.
import { logsHandler } from './wiring/evaluate/handlers.ts';

export const handler = logsHandler();
