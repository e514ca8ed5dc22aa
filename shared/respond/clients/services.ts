// The services that actions call: `awsApi({ services: responseServices })`. Literal paths, so that the bundler splits them off.
// SPDX-License-Identifier: Apache-2.0
import type { SdkService } from '../../gather/clients/service.ts';
import { table } from '../../model/table.ts';

export const responseServices: Readonly<Record<string, () => Promise<SdkService>>> = table({
  ecs: async () => (await import('./ecs.ts')).service,
  ecr: async () => (await import('./ecr.ts')).service,
  ec2: async () => (await import('./ec2.ts')).service,
  eks: async () => (await import('./eks.ts')).service,
  iam: async () => (await import('./iam.ts')).service,
  'application-auto-scaling': async () => (await import('./scaling.ts')).service,
  events: async () => (await import('./eventbridge.ts')).service,
  logs: async () => (await import('./logs.ts')).service,
  ssm: async () => (await import('./ssm.ts')).service,
  cloudtrail: async () => (await import('./cloudtrail.ts')).service,
});
