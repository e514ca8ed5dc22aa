// EC2 with the calls that actions read by and send, loaded when first asked.
// SPDX-License-Identifier: Apache-2.0
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  ModifyInstanceMetadataOptionsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { service as reads } from '../../gather/clients/ec2.ts';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: reads.client,
  commands: {
    ...reads.commands,
    AuthorizeSecurityGroupIngress: AuthorizeSecurityGroupIngressCommand,
    DescribeSecurityGroupRules: DescribeSecurityGroupRulesCommand,
    ModifyInstanceMetadataOptions: ModifyInstanceMetadataOptionsCommand,
    RevokeSecurityGroupIngress: RevokeSecurityGroupIngressCommand,
  },
};
