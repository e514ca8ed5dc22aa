// Container hosts that were launched from something else than an image made for containers.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { Examples } from '../examples/example.ts';
import { machineImage, node } from '../examples/hosts.ts';
import { imageRequest } from '../questions/machine-image.ts';

export const hardenedImage = defineControl({
  id: 'host-hardening/hardened-image',
  title: 'Container hosts run an operating system made for containers',
  severity: 'high',
  stage: 'stable',
  judges: ['host'],
  // Names as they are in releases of aws/amazon-ecs-ami, awslabs/amazon-eks-ami and Bottlerocket. Which there are: EKS User
  // Guide, "Create nodes with pre-built optimized images"; ECS Developer Guide, "Amazon ECS-optimized Linux AMIs".
  parameters: z.object({
    names: z
      .array(z.string())
      .default([
        'bottlerocket-aws-*',
        'al2023-ami-ecs-*',
        'amzn2-ami-ecs-*',
        'amzn-ami-*-amazon-ecs-optimized',
        'amazon-eks-*',
        'eks-auto-*',
        'Windows_Server-*-ECS_Optimized-*',
        'Windows_Server-*-EKS_Optimized-*',
      ])
      .describe('Names of AWS’s own images for container hosts'),
    owners: z.array(z.string()).default([]).describe('Accounts whose images are hardened'),
    images: z.array(z.string()).default([]).describe('Ids of hardened images'),
  }),
  facts: (host, { parameters: { images } }) =>
    imageRequest(host).filter(({ imageId }) => !images.includes(imageId)),
  references: { nist: ['4.5.1', '4.5.5'], attack: ['T1611', 'T1195.002'] },
  why: 'A general operating system brings compilers, shells and services that no container needs and every break-out finds.',
  fix: 'Launch hosts from Bottlerocket or the ECS- or EKS-optimised image, or name your own hardened one in the parameters; replace this host.',
  allows: [
    'instances that are not known to run containers',
    'images of AWS by name: nobody else can have its owner alias',
    'images and owners of the parameters',
  ],
  response: 'drain-host',
  judge: (host, { parameters, facts }) => {
    const [request] = imageRequest(host);
    if (request === undefined) return notApplicable('no image of a container host is known');
    const { imageId, path } = { imageId: request.imageId, path: host.imageId.path };
    if (parameters.images.includes(imageId)) return pass;
    const answer = facts.get(request);
    if (!answer.ok) return unknown(`the image ${imageId} is not known: ${answer.reason}`);
    const { name, owner, ownerAlias } = answer.value;
    if (parameters.owners.includes(owner)) return pass;
    if (ownerAlias === 'amazon' && matchesAny(parameters.names, name)) return pass;
    const message = `${host.name} runs ${name} of ${ownerAlias ?? owner}, which is not made for containers`;
    return fail([evidence(path, imageId, 'Bottlerocket or an ECS- or EKS-optimised image', message)]);
  },
});

const own = { name: 'acme-base-2026', owner: '111122223333', ownerAlias: null };
const parameters = (given: object) => ({
  version: 1,
  controls: { 'host-hardening/hardened-image': { parameters: { ...given } } },
});
export const examples = (): Examples => ({
  fails: [
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
  unknown: [{ says: 'an image that nobody knows', given: node() }],
  notApplicable: [{ says: 'an instance that may run no containers', given: node({ Tags: [] }) }],
});
