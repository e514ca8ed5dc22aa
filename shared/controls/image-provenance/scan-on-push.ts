// Repositories whose images nobody scans as they arrive.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const scanOnPush = defineControl({
  id: 'image-provenance/scan-on-push',
  title: 'Images are scanned on push',
  severity: 'medium',
  stage: 'stable',
  judges: ['repository'],
  platforms: ['ecr'],
  parameters: z.object({
    'registry-scans': z
      .boolean()
      .default(false)
      .describe(
        'The registry’s own scanning configuration (enhanced, or basic by filter) covers every repository',
      ),
  }),
  references: { nist: ['4.1.1'], cis: ['CIS EKS 5.1.1'], fsbp: ['ECR.1'], attack: ['T1525', 'T1190'] },
  why: 'A known vulnerability that you do not scan for will be found by somebody else.',
  fix: 'Configure scanning for the registry (enhanced, or basic with scan on push), or switch `scanOnPush` on for the repository.',
  allows: ['repositories of a registry that the parameter says is scanned as a whole', 'the registry policy'],
  response: 'enable-scan-on-push',
  judge: (repository, { parameters }) => {
    if (repository.registry) return notApplicable('a registry policy holds no images');
    if (parameters['registry-scans']) return pass;
    const { value, path } = repository.scanOnPush;
    if (value === null) return unknown('whether images are scanned on push is not known');
    if (value) return pass;
    return fail([evidence(path, false, true, `images pushed to ${repository.name} are not scanned`)]);
  },
});

const put = (scan: boolean) =>
  cloudTrail('ecr', 'PutImageScanningConfiguration', {
    requestParameters: {
      registryId: '111122223333',
      repositoryName: 'shop/web',
      imageScanningConfiguration: { scanOnPush: scan },
    },
  });

const described = (scan: boolean) => ({
  repositories: [
    {
      repositoryArn: 'arn:aws:ecr:eu-central-1:111122223333:repository/shop/web',
      registryId: '111122223333',
      repositoryName: 'shop/web',
      repositoryUri: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: scan },
    },
  ],
});

export const examples = (): Examples => ({
  fails: [
    { says: 'somebody switches it off', given: put(false), at: 'imageScanningConfiguration.scanOnPush' },
    { says: 'a repository without it', given: described(false), at: 'imageScanningConfiguration.scanOnPush' },
  ],
  passes: [
    { says: 'switched on', given: put(true) },
    {
      says: 'the registry scans everything',
      given: described(false),
      policy: {
        version: 1,
        controls: { 'image-provenance/scan-on-push': { parameters: { 'registry-scans': true } } },
      },
    },
  ],
  unknown: [
    {
      says: 'a policy change that tells nothing of scans',
      given: cloudTrail('ecr', 'DeleteRepositoryPolicy', {
        requestParameters: { registryId: '111122223333', repositoryName: 'shop/web' },
      }),
    },
  ],
});
