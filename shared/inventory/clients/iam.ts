// IAM with the one call that shows a whole account, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import { GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import { service as reads } from '../../gather/clients/iam.ts';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: reads.client,
  commands: { ...reads.commands, GetAccountAuthorizationDetails: GetAccountAuthorizationDetailsCommand },
};
