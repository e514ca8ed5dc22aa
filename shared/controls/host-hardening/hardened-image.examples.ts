// Examples of hardened-image.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import type { Examples } from '../examples/example.ts';
import { machineImage, node } from '../examples/hosts.ts';

const launched = (imageId: string): JsonObject => ({
  Resources: {
    Hosts: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: {
        LaunchTemplateData: { ImageId: imageId, UserData: 'echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config' },
      },
    },
  },
});
const service = 'resolve:ssm:/aws/service';

const own = { name: 'acme-base-2026', owner: '111122223333', ownerAlias: null };
const parameters = (given: object) => ({
  version: 1,
  controls: { 'host-hardening/hardened-image': { parameters: { ...given } } },
});
export const examples = (): Examples => ({
  fails: [
    {
      says: 'Ubuntu by its parameter',
      given: launched(`${service}/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id`),
      at: 'ImageId',
    },
    {
      says: 'Amazon Linux by its parameter',
      given: launched(`{{${service}/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}`),
      at: 'ImageId',
    },
    {
      says: 'Amazon Linux as it comes',
      given: node(),
      facts: [machineImage({ name: 'al2023-ami-2023.9.20261101.0-kernel-6.12-x86_64' })],
      at: 'ImageId',
    },
    {
      says: 'somebody’s image that is only called so',
      given: node(),
      facts: [machineImage({ owner: '999988887777', ownerAlias: null })],
      at: 'ImageId',
    },
  ],
  passes: [
    {
      says: 'Bottlerocket by its parameter',
      given: launched(`${service}/bottlerocket/aws-ecs-2/x86_64/latest/image_id`),
    },
    {
      says: 'the ECS-optimised image by its parameter',
      given: launched(`{{${service}/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}`),
    },
    {
      says: 'Windows for EKS by its parameter',
      given: launched(
        `${service}/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id`,
      ),
    },
    { says: 'Bottlerocket', given: node(), facts: [machineImage()] },
    {
      says: 'the ECS-optimised image',
      given: node(),
      facts: [machineImage({ name: 'al2023-ami-ecs-hvm-2023.0.20261101-kernel-6.1-x86_64-ebs' })],
    },
    {
      says: 'an image of an account that makes hardened ones',
      given: node(),
      facts: [machineImage(own)],
      policy: parameters({ owners: ['111122223333'] }),
    },
    {
      says: 'an image that the parameters name',
      given: node(),
      policy: parameters({ images: ['ami-0123456789abcdef0'] }),
    },
  ],
  unknown: [
    { says: 'an image that nobody knows', given: node() },
    { says: 'a parameter of one’s own', given: launched('resolve:ssm:/shop/hosts/ami') },
    {
      says: 'somebody’s parameter, where owners are named',
      given: launched(`${service}/canonical/ubuntu/eks/24.04/1.35/stable/current/amd64/hvm/ebs-gp3/ami-id`),
      policy: parameters({ owners: ['099720109477'] }),
    },
  ],
  notApplicable: [{ says: 'an instance that may run no containers', given: node({ Tags: [] }) }],
});
