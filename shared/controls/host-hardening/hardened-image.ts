// Container hosts that were launched from something else than an image made for containers.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
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
  facts: (host, { parameters: { images, owners } }) =>
    imageRequest(host).filter(
      ({ imageId }) => !images.includes(imageId) && judgeParameter(imageId, owners) === null,
    ),
  references: { nist: ['4.5.1', '4.5.5'], attack: ['T1611', 'T1195.002'] },
  why: 'A general operating system brings compilers, shells and services that no container needs and every break-out finds.',
  fix: 'Launch hosts from Bottlerocket or the ECS- or EKS-optimised image, or name your own hardened one in the parameters; replace this host.',
  allows: [
    'instances that are not known to run containers',
    'images for containers by the parameters that their makers publish (`/aws/service/ecs/optimized-ami/…`)',
    'images of AWS by name: nobody else can have its owner alias',
    'images and owners of the parameters',
  ],
  response: 'drain-host',
  judge: (host, { parameters, facts }) => {
    const [request] = imageRequest(host);
    if (request === undefined) return notApplicable('no image of a container host is known');
    const { imageId, path } = { imageId: request.imageId, path: host.imageId.path };
    if (parameters.images.includes(imageId)) return pass;
    const byParameter = judgeParameter(imageId, parameters.owners);
    if (byParameter === true) return pass;
    if (byParameter === false) {
      const message = `${host.name} runs what ${imageId} names, which is not made for containers`;
      return fail([evidence(path, imageId, wanted, message)]);
    }
    const answer = facts.get(request);
    if (!answer.ok) return unknown(`the image ${imageId} is not known: ${answer.reason}`);
    const { name, owner, ownerAlias } = answer.value;
    if (parameters.owners.includes(owner)) return pass;
    if (ownerAlias === 'amazon' && matchesAny(parameters.names, name)) return pass;
    const message = `${host.name} runs ${name} of ${ownerAlias ?? owner}, which is not made for containers`;
    return fail([evidence(path, imageId, wanted, message)]);
  },
});

const wanted = 'Bottlerocket or an ECS- or EKS-optimised image';

/** Ids of images that their makers publish (EC2 User Guide, "Reference AMIs using Systems Manager parameters"): nobody else can write there. */
const published = /^(?:\{\{)?resolve:ssm:(\/aws\/service\/[\w./-]{1,200})/;

const madeForContainers = [
  '/aws/service/ecs/optimized-ami/*',
  '/aws/service/eks/optimized-ami/*',
  '/aws/service/bottlerocket/aws-*',
  '/aws/service/ami-windows-latest/*-ECS_Optimized*',
  '/aws/service/ami-windows-latest/*-EKS_Optimized*',
];

/** Whether the image is made for containers; null: no parameter tells it, or its owner may be one of those named. */
function judgeParameter(imageId: string, owners: readonly string[]): boolean | null {
  const parameter = published.exec(imageId)?.[1];
  if (parameter === undefined) return null;
  if (matchesAny(madeForContainers, parameter)) return true;
  return owners.length === 0 ? false : null;
}

export { examples } from './hardened-image.examples.ts';
