// Repositories whose tags can be moved to another image.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { join } from '../../model/at.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { globMatches } from '../../model/glob.ts';
import type { Repository } from '../../model/platform.ts';
import type { Judgement } from '../../model/verdict.ts';
import { together } from '../questions/image-of.ts';
import { riskyRules } from '../questions/lifecycle-rules.ts';

export { examples } from './immutable-tags.examples.ts';

const parameters = z.object({
  tracks: z
    .array(z.string())
    .default(['1.0.0', 'v1.0.0', 'release', 'stable', 'prod', 'production'])
    .describe('Tags that stand for releases: no exclusion filter may let one of them through'),
  newest: z
    .int()
    .min(0)
    .default(3)
    .describe('A lifecycle rule that keeps fewer of the newest images may take away what runs'),
});
type Parameters = z.output<typeof parameters>;

export const immutableTags = defineControl({
  id: 'image-provenance/immutable-tags',
  title: 'Image tags are immutable',
  severity: 'low',
  stage: 'stable',
  judges: ['repository'],
  platforms: ['ecr'],
  parameters,
  references: {
    nist: ['4.2.2', '4.1.1'],
    cis: ['CIS EKS 5.1.1'],
    fsbp: ['ECR.2'],
    attack: ['T1525', 'T1195.002'],
  },
  why: 'If a tag can be moved, the image that was tested and the image that runs may differ, and the definition does not show it. A lifecycle rule that goes by age takes the image of a running service away, so that it cannot start again, and sets its tag free for another.',
  fix: 'Set the tag mutability to IMMUTABLE; exclude only tags that are meant to move, such as `latest`. Let lifecycle rules expire untagged and development images, and releases by count.',
  allows: [
    'exclusion filters for tags that are no release, such as `latest` or `dev-*`',
    'lifecycle rules for untagged images, for tags that are no release, and those that keep the newest',
    'the registry policy',
  ],
  response: 'set-tag-immutability',
  judge: (repository, { parameters }) => {
    if (repository.registry) return notApplicable('a registry policy has no tags');
    if (repository.gallery !== undefined) return notApplicable('a public repository has no such setting');
    return together([byMutability(repository, parameters.tracks), byLifecycle(repository, parameters)]);
  },
});

function byMutability(repository: Repository, tracks: readonly string[]): Judgement {
  const mode = repository.tagMutability.value;
  if (mode === null) return unknown('the tag mutability of the repository is not known');
  return judged(repository, mode, tracks);
}

/** Where the input does not hold the policy, tags alone are judged. */
function byLifecycle({ name, lifecycle }: Repository, { tracks, newest }: Parameters): Judgement {
  if (lifecycle === undefined || lifecycle.value === null) return pass;
  const risky = riskyRules(lifecycle.value, { tracks, newest });
  if (risky === null) return unknown('the lifecycle policy of the repository cannot be read');
  const [first, ...rest] = risky.map(({ path, selection, says }) =>
    evidence(
      join(lifecycle.path, path),
      selection,
      null,
      `a lifecycle rule of ${name} ${says}: that may be what runs, and its tag is free for another image`,
    ),
  );
  return first === undefined ? pass : fail([first, ...rest], { respond: false });
}

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
  // A filter that is not known yet may keep every tag from being moved.
  if (mode === 'MUTABLE_WITH_EXCLUSION' && mutabilityExclusions.unsettled !== undefined)
    return unknown('which tags the exclusion filters keep from being moved is not known');
  const open = tracks.find((track) => !filters.some((filter) => globMatches(filter, track)));
  if (open === undefined) return pass;
  return fail([
    evidence(tagMutability.path, mode, 'IMMUTABLE', `tags of ${name} can be moved to other images`),
  ]);
}

function letsThrough(filter: string, tracks: readonly string[]): boolean {
  return /^\*+$/.test(filter) || tracks.some((track) => globMatches(filter, track));
}
