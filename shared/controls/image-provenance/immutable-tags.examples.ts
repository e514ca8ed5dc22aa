// Examples of immutable-tags.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { templateOf } from '../examples/templates.ts';

const put = (imageTagMutability: string, ...filters: string[]) =>
  cloudTrail('ecr', 'PutImageTagMutability', {
    requestParameters: {
      registryId: '111122223333',
      repositoryName: 'shop/web',
      imageTagMutability,
      imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filterType: 'WILDCARD', filter })),
    },
  });

/** A template's repository with immutable tags, and these lifecycle rules. */
const lifecycle = (...selections: readonly JsonObject[]) =>
  templateOf('AWS::ECR::Repository', {
    ImageTagMutability: 'IMMUTABLE',
    ImageScanningConfiguration: { ScanOnPush: true },
    LifecyclePolicy: {
      LifecyclePolicyText: JSON.stringify({
        rules: selections.map((selection, index) => ({
          ...{ rulePriority: index + 1, selection, action: { type: 'expire' } },
        })),
      }),
    },
  });

export const examples = (): Examples => ({
  fails: [
    { says: 'somebody makes tags mutable', given: put('MUTABLE'), at: 'imageTagMutability' },
    {
      says: 'immutable but for everything',
      given: put('IMMUTABLE_WITH_EXCLUSION', '*'),
      at: 'imageTagMutabilityExclusionFilters',
    },
    {
      says: 'immutable but for releases',
      given: put('IMMUTABLE_WITH_EXCLUSION', 'latest', 'v*'),
      at: 'imageTagMutabilityExclusionFilters',
    },
    {
      says: 'a lifecycle rule deletes every image by its age',
      given: lifecycle({
        tagStatus: 'any',
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 14,
      }),
      at: 'LifecyclePolicy.LifecyclePolicyText.rules[0].selection',
    },
    {
      says: 'a lifecycle rule deletes releases that nobody has pulled for a while: what runs was pulled once',
      given: lifecycle({
        ...{ tagStatus: 'tagged', tagPatternList: ['prod*'] },
        ...{ countType: 'sinceImagePulled', countUnit: 'days', countNumber: 30 },
      }),
      at: 'LifecyclePolicy.LifecyclePolicyText.rules[0].selection',
    },
    {
      says: 'a lifecycle rule keeps one image alone',
      given: lifecycle({ tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }),
      at: 'LifecyclePolicy.LifecyclePolicyText.rules[0].selection',
    },
  ],
  passes: [
    { says: 'immutable', given: put('IMMUTABLE') },
    { says: 'immutable but for latest', given: put('IMMUTABLE_WITH_EXCLUSION', 'latest') },
    {
      says: 'lifecycle rules for untagged images, and for all but the newest ten',
      given: lifecycle(
        { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
        { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 10 },
      ),
    },
    {
      says: 'a lifecycle rule for development images',
      given: lifecycle({
        ...{ tagStatus: 'tagged', tagPrefixList: ['dev-'] },
        ...{ countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      }),
    },
  ],
  unknown: [
    {
      says: 'a lifecycle rule that counts in a way that nobody knows',
      given: lifecycle({ tagStatus: 'any', countType: 'sinceImageReplicated', countNumber: 1 }),
    },
    {
      says: 'tags can be moved but for a filter that is a parameter of the template',
      given: {
        Parameters: { Kept: { Type: 'String' } },
        Resources: {
          Web: {
            Type: 'AWS::ECR::Repository',
            Properties: {
              ImageTagMutability: 'MUTABLE_WITH_EXCLUSION',
              ImageTagMutabilityExclusionFilters: [
                {
                  ImageTagMutabilityExclusionFilterType: 'WILDCARD',
                  ImageTagMutabilityExclusionFilterValue: { Ref: 'Kept' },
                },
              ],
            },
          },
        },
      },
    },
    {
      says: 'a policy change that tells nothing of tags',
      given: cloudTrail('ecr', 'DeleteRepositoryPolicy', {
        requestParameters: { registryId: '111122223333', repositoryName: 'shop/web' },
      }),
    },
  ],
});
