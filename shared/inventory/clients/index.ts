// The services whose lists a survey begins with, beyond what single facts are read by.
// SPDX-License-Identifier: Apache-2.0
import type { SdkService } from '../../gather/clients/service.ts';
import { table } from '../../model/table.ts';

// Literal paths to local modules: the bundler then splits them off.
export const surveyServices: Readonly<Record<string, () => Promise<SdkService>>> = table({
  ecr: async () => (await import('./ecr.ts')).service,
  ecs: async () => (await import('./ecs.ts')).service,
  iam: async () => (await import('./iam.ts')).service,
});
