// Amazon Inspector, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  BatchGetFindingDetailsCommand,
  Inspector2Client,
  ListFindingsCommand,
} from '@aws-sdk/client-inspector2';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new Inspector2Client(config),
  commands: { BatchGetFindingDetails: BatchGetFindingDetailsCommand, ListFindings: ListFindingsCommand },
};
