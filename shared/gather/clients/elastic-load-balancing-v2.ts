// Elastic Load Balancing (application, network, gateway), loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new ElasticLoadBalancingV2Client(config),
  commands: {
    DescribeLoadBalancers: DescribeLoadBalancersCommand,
    DescribeTargetGroups: DescribeTargetGroupsCommand,
  },
  rights: { prefix: 'elasticloadbalancing' },
};
