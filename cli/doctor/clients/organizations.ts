// The calls of doctor to organizations: they all read.
// SPDX-License-Identifier: Apache-2.0
import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { SdkService } from '../../../shared/gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new OrganizationsClient(config),
  commands: {
    DescribeOrganization: DescribeOrganizationCommand,
    ListAccounts: ListAccountsCommand,
  },
};
