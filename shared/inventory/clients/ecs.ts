// ECS with the lists that a survey begins with, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import { ListServicesCommand } from '@aws-sdk/client-ecs';
import { service as reads } from '../../gather/clients/ecs.ts';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: reads.client,
  commands: { ...reads.commands, ListServices: ListServicesCommand },
};
