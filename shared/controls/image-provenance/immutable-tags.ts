// Repositories whose tags can be moved to another image.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { globMatches } from '../../model/glob.ts';
import type { Repository } from '../../model/platform.ts';
import type { Judgement } from '../../model/verdict.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const immutableTags = defineControl({
  id: 'image-provenance/immutable-tags',
  title: 'Image tags are immutable',
  severity: 'low',
  stage: 'stable',
  judges: ['repository'],
  platforms: ['ecr'],
  parameters: z.object({
    tracks: z
      .array(z.string())
      .default(['1.0.0', 'v1.0.0', 'release', 'stable', 'prod', 'production'])
      .describe('Tags that stand for releases: no exclusion filter may let one of them through'),
  }),
  references: {
    nist: ['4.2.2', '4.1.1'],
    cis: ['CIS EKS 5.1.1'],
    fsbp: ['ECR.2'],
    attack: ['T1525', 'T1195.002'],
  },
  why: 'If a tag can be moved, the image that was tested and the image that runs may differ, and the definition does not show it.',
  fix: 'Set the tag mutability to IMMUTABLE; exclude only tags that are meant to move, such as `latest`.',
  allows: [
    'exclusion filters for tags that are no release, such as `latest` or `dev-*`',
    'the registry policy',
  ],
  response: 'set-tag-immutability',
  judge: (repository, { parameters }) => {
    if (repository.registry) return notApplicable('a registry policy has no tags');
    const mode = repository.tagMutability.value;
    if (mode === null) return unknown('the tag mutability of the repository is not known');
    return judged(repository, mode, parameters.tracks);
  },
});

function judged(
  { tagMutability, mutabilityExclusions, name }: Repository,
  mode: string,
  tracks: readonly string[],
): Judgement {
  if (mode === 'IMMUTABLE') return pass;
  // ECR User Guide, "Preventing image tags from being overwritten": filters except tags from the repository's setting.
  if (mode === 'IMMUTABLE_WITH_EXCLUSION') {
    const open = mutabilityExclusions.value.find((filter) => letsThrough(filter, tracks));
    if (open === undefined) return pass;
    const message = `the exclusion filter ${open} lets release tags of ${name} be moved`;
    return fail([evidence(mutabilityExclusions.path, open, null, message)]);
  }
  const filters = mode === 'MUTABLE_WITH_EXCLUSION' ? mutabilityExclusions.value : [];
  const open = tracks.find((track) => !filters.some((filter) => globMatches(filter, track)));
  if (open === undefined) return pass;
  return fail([
    evidence(tagMutability.path, mode, 'IMMUTABLE', `tags of ${name} can be moved to other images`),
  ]);
}

function letsThrough(filter: string, tracks: readonly string[]): boolean {
  return /^\*+$/.test(filter) || tracks.some((track) => globMatches(filter, track));
}

const put = (imageTagMutability: string, ...filters: string[]) =>
  cloudTrail('ecr', 'PutImageTagMutability', {
    requestParameters: {
      registryId: '111122223333',
      repositoryName: 'shop/web',
      imageTagMutability,
      imageTagMutabilityExclusionFilters: filters.map((filter) => ({ filterType: 'WILDCARD', filter })),
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
  ],
  passes: [
    { says: 'immutable', given: put('IMMUTABLE') },
    { says: 'immutable but for latest', given: put('IMMUTABLE_WITH_EXCLUSION', 'latest') },
  ],
  unknown: [
    {
      says: 'a policy change that tells nothing of tags',
      given: cloudTrail('ecr', 'DeleteRepositoryPolicy', {
        requestParameters: { registryId: '111122223333', repositoryName: 'shop/web' },
      }),
    },
  ],
});
