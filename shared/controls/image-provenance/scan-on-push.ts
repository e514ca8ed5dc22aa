// Repositories whose images nobody scans as they arrive.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { isScanned } from '../../model/detection.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import type { Repository } from '../../model/platform.ts';
import { cloudTrail } from '../examples/events.ts';
import { type Examples, fact } from '../examples/example.ts';

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
  facts: (repository, { parameters }) =>
    isOff(repository) && !parameters['registry-scans'] ? [scanningOf(repository)] : [],
  references: { nist: ['4.1.1'], cis: ['CIS EKS 5.1.1'], fsbp: ['ECR.1'], attack: ['T1525', 'T1190'] },
  why: 'A known vulnerability that you do not scan for will be found by somebody else.',
  fix: 'Configure scanning for the registry (enhanced, or basic with scan on push), or switch `scanOnPush` on for the repository.',
  allows: [
    'repositories that a scanning rule of their registry covers, or all where the parameter says so',
    'the registry policy',
  ],
  response: 'enable-scan-on-push',
  judge: (repository, { parameters, facts }) => {
    if (repository.registry) return notApplicable('a registry policy holds no images');
    if (repository.gallery !== undefined) return notApplicable('a public repository has no such setting');
    if (parameters['registry-scans']) return pass;
    const { value, path } = repository.scanOnPush;
    if (value === null) return unknown('whether images are scanned on push is not known');
    if (value) return pass;
    const answer = facts.get(scanningOf(repository));
    if (answer.ok && isScanned(answer.value, repository.name)) return pass;
    return fail([evidence(path, false, true, `images pushed to ${repository.name} are not scanned`)]);
  },
});

function isOff({ registry, scanOnPush }: Repository): boolean {
  return !registry && scanOnPush.value === false;
}

/** What the registry scans by itself counts for all its repositories; where nobody knows it, the repository's own word does. */
function scanningOf({ account, region }: Repository): FactRequestOf<'registry-scanning'> {
  return { fact: 'registry-scanning', account, region };
}

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

const scanned = (filters: string[]) =>
  fact(
    { fact: 'registry-scanning', account: '111122223333', region: 'eu-central-1' },
    { type: 'ENHANCED', rules: [{ frequency: 'CONTINUOUS_SCAN', filters }] },
  );

export const examples = (): Examples => ({
  fails: [
    { says: 'somebody switches it off', given: put(false), at: 'imageScanningConfiguration.scanOnPush' },
    { says: 'a repository without it', given: described(false), at: 'imageScanningConfiguration.scanOnPush' },
    {
      says: 'the registry scans others',
      given: described(false),
      facts: [scanned(['prod*'])],
      at: 'imageScanningConfiguration.scanOnPush',
    },
  ],
  passes: [
    { says: 'switched on', given: put(true) },
    {
      says: 'a rule of the registry covers it',
      given: described(false),
      facts: [scanned(['prod*', 'shop'])],
    },
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
