// Application Auto Scaling, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { SdkService } from '../../gather/clients/service.ts';

export const service: SdkService = {
  client: (config) => new ApplicationAutoScalingClient(config),
  commands: {
    DescribeScalableTargets: DescribeScalableTargetsCommand,
    RegisterScalableTarget: RegisterScalableTargetCommand,
  },
  rights: { prefix: 'application-autoscaling' },
};
