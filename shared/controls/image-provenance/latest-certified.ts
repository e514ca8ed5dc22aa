// Workloads that run an image which was never certified, or one that a newer certified one should have replaced.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { trackOf } from '../../model/track.ts';
import type { Judgement } from '../../model/verdict.ts';
import type { Examples } from '../examples/example.ts';
import { certificate, certified, deployed, trusting } from '../examples/images.ts';
import { taskDefinition } from '../examples/workloads.ts';
import { imagesOf, type NamedImage, together } from '../questions/image-of.ts';

const day = 24 * 60 * 60 * 1000;

export const latestCertified = defineControl({
  id: 'image-provenance/latest-certified',
  title: 'The latest certified image runs',
  severity: 'medium',
  stage: 'stable',
  judges: ['workload'],
  only: 'running',
  comparesWith: ['trust.signers|certified'],
  parameters: z.object({
    tracks: z
      .array(z.string())
      .default([])
      .describe(
        'Globs on tags; those that match one are each other’s successors. Else tags that differ in numbers alone are',
      ),
    'grace-days': z
      .int()
      .min(0)
      .default(7)
      .describe('Days that a newer certified image may wait to be deployed'),
  }),
  facts: (workload, { parameters }) => imagesOf(workload).map((image) => asked(image, parameters.tracks)),
  references: { nist: ['4.2.2', '4.4.5'], attack: ['T1525', 'T1610'] },
  why: 'What met every requirement last month may meet none today: its successor has the fixes. What never passed does not belong in production.',
  fix: 'Deploy the newest certified image of the track; `seawall certify IMAGE` says why an image is certified, or why not.',
  allows: ['newer images that are not certified', 'for `grace-days` after a newer one was certified'],
  response: 'stop-workload',
  judge: (workload, { parameters, policy, facts }) => {
    const under = { grace: parameters['grace-days'], demanded: policy.certified !== null };
    return together(
      imagesOf(workload).map((image) => judgeImage(image, facts.get(asked(image, parameters.tracks)), under)),
    );
  },
});

function asked(
  { account, region, reference, tag }: NamedImage,
  tracks: readonly string[],
): FactRequestOf<'certified-images'> {
  return {
    fact: 'certified-images',
    account,
    region,
    image: reference,
    tag,
    track: trackOf(tag ?? '', tracks),
  };
}

interface Under {
  /** Days. */
  readonly grace: number;
  /** The policy itself says what certifies an image: it demands that whatever runs is certified, the first image too. */
  readonly demanded: boolean;
}

function judgeImage(
  image: NamedImage,
  answer: FactAnswer<'certified-images'>,
  { grace, demanded }: Under,
): Judgement {
  if (!answer.ok) return unknown(`what is certified of ${image.who} is not known: ${answer.reason}`);
  const { repository, digests, own, newest } = answer.value;
  if (own === null && newest === null && !demanded)
    return unknown(`nothing of ${repository} has been certified so far`);
  if (own === null) {
    const message = `${image.who} runs an image that was never certified`;
    return fail([evidence(image.path, digests[0] ?? null, newest?.digest ?? null, message)], {
      severity: 'high',
    });
  }
  const isNewer = newest !== null && newest.digest !== own.digest && newest.at > own.at;
  if (!isNewer || Date.parse(answer.asOf) - Date.parse(newest.at) <= grace * day) return pass;
  const tag = newest.tag === null ? newest.digest : newest.tag;
  const message = `${image.who} runs an image of ${own.at.slice(0, 10)}; ${tag} was certified on ${newest.at.slice(0, 10)}`;
  // Going back to another revision brings nothing newer.
  return fail([evidence(image.path, own.digest, newest.digest, message)], { respond: false });
}

const policy = trusting();
const other = certificate({
  digest: `sha256:${'9'.repeat(64)}`,
  tag: '1.5.0',
  at: '2026-11-05T10:00:00.000Z',
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a newer one was certified twelve days ago',
      given: deployed(),
      policy,
      facts: [certified({ newest: other })],
      at: 'containers[0].image',
    },
    {
      says: 'what runs was never certified',
      given: deployed(),
      policy,
      facts: [certified({ own: null, newest: other, ofTag: [] })],
      at: 'containers[0].image',
      severity: 'high',
    },
    {
      says: 'nothing was certified so far, under a policy that says what certifies an image',
      given: deployed(),
      policy: trusting({ certified: ['image-provenance/signed-image'] }),
      facts: [certified({ own: null, newest: null, ofTag: [] })],
      at: 'containers[0].image',
      severity: 'high',
    },
  ],
  passes: [
    { says: 'the newest runs', given: deployed(), policy, facts: [certified()] },
    {
      says: 'a newer one was certified this morning',
      given: deployed(),
      policy,
      facts: [certified({ newest: { ...other, at: '2026-11-17T08:00:00.000Z' } })],
    },
    {
      says: 'an older one was certified of late',
      given: deployed(),
      policy,
      facts: [certified({ newest: { ...other, at: '2026-10-01T08:00:00.000Z' } })],
    },
  ],
  unknown: [
    { says: 'there is no record', given: deployed(), policy },
    {
      says: 'nothing was certified so far, and the policy only trusts signers',
      given: deployed(),
      policy,
      facts: [certified({ own: null, newest: null, ofTag: [] })],
    },
  ],
  notApplicable: [
    { says: 'the policy says nothing of certified images', given: deployed() },
    { says: 'a definition that nothing runs', given: taskDefinition(), policy },
  ],
});
