// Examples of scan-on-push.
// SPDX-License-Identifier: Apache-2.0
import { cloudTrail } from '../examples/events.ts';
import { type Examples, fact } from '../examples/example.ts';

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

const place = { account: '111122223333', region: 'eu-central-1' };
const scanned = (filter: string) =>
  fact({ fact: 'registry-scanning', ...place }, [{ frequency: 'CONTINUOUS_SCAN', filters: [filter] }]);

const rules = (...filters: string[]) =>
  cloudTrail('ecr', 'PutRegistryScanningConfiguration', {
    requestParameters: {
      scanType: 'ENHANCED',
      rules: filters.map((filter) => ({
        scanFrequency: 'SCAN_ON_PUSH',
        repositoryFilters: [{ filter, filterType: 'WILDCARD' }],
      })),
    },
  });

export const examples = (): Examples => ({
  fails: [
    { says: 'somebody switches it off', given: put(false), at: 'imageScanningConfiguration.scanOnPush' },
    {
      says: 'somebody takes the rules of the registry away',
      given: rules(),
      at: 'rules',
    },
    {
      says: 'the rules of the registry are for other repositories',
      given: described(false),
      facts: [scanned('pay')],
      at: 'imageScanningConfiguration.scanOnPush',
    },
    { says: 'a repository without it', given: described(false), at: 'imageScanningConfiguration.scanOnPush' },
  ],
  passes: [
    { says: 'switched on', given: put(true) },
    { says: 'a rule of the registry for every repository', given: rules('*') },
    { says: 'a rule of the registry covers it', given: described(false), facts: [scanned('shop/*')] },
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
