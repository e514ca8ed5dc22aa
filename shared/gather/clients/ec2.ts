// EC2, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new EC2Client(config),
  commands: {
    DescribeImages: DescribeImagesCommand,
    DescribeInstances: DescribeInstancesCommand,
    DescribeNetworkInterfaces: DescribeNetworkInterfacesCommand,
    DescribeRouteTables: DescribeRouteTablesCommand,
    DescribeSecurityGroups: DescribeSecurityGroupsCommand,
    DescribeSubnets: DescribeSubnetsCommand,
    DescribeVolumes: DescribeVolumesCommand,
  },
};
